"""Messages of backports in every style, read again by what reads them."""

import pytest

from backport.core.attribution import attributed
from backport.core.trailers import How, chain, notes, original, trailers

A, B = "a" * 40, "b" * 40
PLAIN = "net: close the lid\n\nIt was open.\n"
SIGNED = "net: close the lid\n\nIt was open.\n\nSigned-off-by: Ann <ann@example.org>\n"
BOB = "Bob <bob@example.org>"


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        (How.CHERRY_PICKED, SIGNED + f"(cherry picked from commit {A})\n[bb: no lid]\nSigned-off-by: {BOB}\n"),
        (How.BACKPORTED, SIGNED + f"(backported from commit {A})\n[bb: no lid]\nSigned-off-by: {BOB}\n"),
        (How.BACKPORT_OF, SIGNED + f"Backport of {A}.\n[bb: no lid]\nSigned-off-by: {BOB}\n"),
        (
            How.UPSTREAM,
            f"net: close the lid\n\ncommit {A} upstream.\n\nIt was open.\n\n"
            f"Signed-off-by: Ann <ann@example.org>\n[bb: no lid]\nSigned-off-by: {BOB}\n",
        ),
        (
            How.UPSTREAM_BRACKETS,
            f"net: close the lid\n\n[ Upstream commit {A} ]\n\nIt was open.\n\n"
            f"Signed-off-by: Ann <ann@example.org>\n[bb: no lid]\nSigned-off-by: {BOB}\n",
        ),
    ],
)
def test_each_style(style: How, wanted: str) -> None:
    assert attributed(SIGNED, A, style, "[bb: no lid]", BOB) == wanted


@pytest.mark.parametrize("style", How)
@pytest.mark.parametrize("message", ["one line\n", PLAIN, SIGNED])
def test_what_is_written_is_read(style: How, message: str) -> None:
    text = attributed(message, A, style, "[bb: no lid]", BOB)
    assert chain(text) == (A,)
    assert [note.text for note in notes(text)] == ["no lid"]
    assert trailers(text, "Signed-off-by")[-1] == BOB
    assert text.startswith(message.partition("\n")[0] + "\n")
    if style not in (How.UPSTREAM, How.UPSTREAM_BRACKETS):
        assert original(text) == message


@pytest.mark.parametrize("style", [How.UPSTREAM, How.UPSTREAM_BRACKETS])
def test_a_hop_keeps_the_mainline_commit(style: How) -> None:
    once = attributed(PLAIN, A, style)
    assert attributed(once, B, style) == once


def test_django_says_where_from() -> None:
    assert chain(f"[5.0.x] Fixed the lid.\n\nBackport of {A} from main.\n") == (A,)
    assert chain(f"A backport of {A} was made\n") == ()
