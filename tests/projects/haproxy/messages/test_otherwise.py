"""Messages that want another change in a stable series."""

import pytest

from backport.projects.haproxy.reading import reading

WANTS = {
    "This should be backported as a *warning* to 2.4.": ("2.4",),
    "This may be backported to stable releases, turning the error into a warning only.": ("2.8", "2.4"),
    "It must be backported up to 2.2. The warning should be removed on 2.6 and below.": ("2.6", "2.4"),
    "This must be backported to 2.4:\n- change lid_alert() to lid_note() on stable releases": (
        "2.8",
        "2.4",
    ),
    "This must be backported to 2.4, without the warning it would not be seen.": (),
    "It turns the pump into a tap. This must be backported to 2.4.": (),
    "It is off, to be able to backport it to 2.4 without breaking changes on stable releases.": (),
    "No backport needed: the error was turned into a warning in 2.4.": (),
}


@pytest.mark.parametrize("body", WANTS)
def test_the_series_that_are_to_get_another_change(body: str) -> None:
    found = tuple(name for name in ("2.8", "2.6", "2.4") if reading(f"MINOR: pump: lid\n\n{body}\n", name).otherwise)
    assert set(WANTS[body]) <= set(found)
    assert bool(found) == bool(WANTS[body])
