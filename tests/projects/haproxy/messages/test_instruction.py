"""Instructions: what they ask, and in which of the living series."""

import pytest

from backport.projects.haproxy import messages
from backport.projects.haproxy.messages.values import Asks, Extent, Modal

LIVING = ("3.2", "3.1", "3.0", "2.8", "2.6", "2.4")
ALL = " ".join(LIVING)

# what is written → asks, modal, extent, the series asked for
ASKED = {
    "This must be backported to 3.1.": (Modal.MUST, Extent.ONE, "3.2 3.1"),
    "This should be backported as far as 2.8.": (Modal.SHOULD, Extent.AS_FAR_AS, "3.2 3.1 3.0 2.8"),
    "This could be backported up to 2.6, after a period of observation.": (
        *(Modal.MAY, Extent.UP_TO, "3.2 3.1 3.0 2.8 2.6"),
    ),
    "Must be backported until 2.9": (Modal.MUST, Extent.UP_TO, "3.2 3.1 3.0"),
    "It needs to be backported to 3.1, 3.0 and 2.8.": (Modal.NEEDS, Extent.LIST, "3.2 3.1 3.0 2.8"),
    "To be backported to all stable versions.": (Modal.PLAIN, Extent.ALL, ALL),
    "This may be backported to every maintained branch.": (Modal.MAY, Extent.ALL, ALL),
    "This must be backported to all versions down to 2.8.": (Modal.MUST, Extent.UP_TO, "3.2 3.1 3.0 2.8"),
    "This should be backported to 3.0 and above.": (Modal.SHOULD, Extent.ABOVE, "3.2 3.1 3.0"),
    "This must be backported to 2.8+.": (Modal.MUST, Extent.ABOVE, "3.2 3.1 3.0 2.8"),
    "This must be backported on branches >= 3.0": (Modal.MUST, Extent.ABOVE, "3.2 3.1 3.0"),
    "This must be backported to 2.6 and older.": (Modal.MUST, Extent.OLDER, "2.6 2.4"),
    "This needs to be backported from 2.6 to 3.0.": (Modal.NEEDS, Extent.SPAN, "3.0 2.8 2.6"),
    "This must be backported to 2.8 only.": (Modal.MUST, Extent.ONE, "2.8"),
    "This should be backported to 3.0 and possibly 2.8.": (Modal.SHOULD, Extent.ONE, "3.2 3.1 3.0"),
    "This must be backported wherever the commit above is.": (Modal.MUST, Extent.COMMIT, ""),
    "It should be backported with 1234abc.": (Modal.SHOULD, Extent.COMMIT, ""),
    "This must be backported as far as the lid exists.": (Modal.MUST, Extent.FEATURE, ""),
    "This should be backported to 3.0, it has no known impact on older versions.": (
        *(Modal.SHOULD, Extent.ONE, "3.2 3.1 3.0"),
    ),
    "It should be backported, at least to 2.8 and possibly to older versions.": (
        *(Modal.SHOULD, Extent.ONE, "3.2 3.1 3.0 2.8"),
    ),
    "It must be backported to stable branches that have a lid.": (Modal.MUST, Extent.FEATURE, ""),
    "It may be backported to relevant stable branches.": (Modal.MAY, Extent.UNSAID, ""),
    "If 1234abc is backported in 3.0 and/or 2.8, this one must be backported too.": (Modal.MUST, Extent.COMMIT, ""),
    "This must be backported as far as 2.8 (2.6 is OK).": (Modal.MUST, Extent.AS_FAR_AS, "3.2 3.1 3.0 2.8"),
    "This must be backported to 3.0 (2.8 doesn't have it).": (Modal.MUST, Extent.ONE, "3.2 3.1 3.0"),
    "This must be bacported to 3.1": (Modal.MUST, Extent.ONE, "3.2 3.1"),
    "[aa: backport to 3.1]": (Modal.PLAIN, Extent.ONE, "3.2 3.1"),
    "A backport to 2.8 is desirable.": (Modal.SHOULD, Extent.ONE, "3.2 3.1 3.0 2.8"),
    "The lid is not critical but it may be backported to 3.0.": (Modal.MAY, Extent.ONE, "3.2 3.1 3.0"),
    "It came with 3.0 so it must be backported there.": (Modal.MUST, Extent.AS_FAR_AS, "3.2 3.1 3.0"),
    "This may be backported.": (Modal.MAY, Extent.UNSAID, ""),
    "This must be backported to 3.0 and may be backported as far as 2.4.": (
        Modal.MUST,
        Extent.AS_FAR_AS,
        "3.2 3.1 3.0",
    ),
    "This should be backported as far as 3.0. If needed it may be backported as far as 2.6.": (
        *(Modal.SHOULD, Extent.AS_FAR_AS, "3.2 3.1 3.0"),
    ),
    "This must be backported to 3.1. It must be backported to 2.8 as well.": (
        Modal.MUST,
        Extent.ONE,
        "3.2 3.1 3.0 2.8",
    ),
    "This must be backported to all versions [prior to 2.6 the lid is open]": (Modal.MUST, Extent.ALL, ALL),
    "This should be backported to all versions having a lid (as far as 3.0).": (
        *(Modal.SHOULD, Extent.AS_FAR_AS, "3.2 3.1 3.0"),
    ),
    "Since the lid was backported to 2.8, this one must go there as well.": (
        *(Modal.MUST, Extent.AS_FAR_AS, "3.2 3.1 3.0 2.8"),
    ),
}
REFUSED = (
    "No backport needed.",
    "No need to backport.",
    "This does not need to be backported.",
    "This is 3.3-specific, no backport is needed.",
    "Better not backport this.",
    "Nothing to backport.",
    "This must not be backported, unless the valve is.",
    "A backport is not necessary.",
    "It is wise to refrain from backporting it.",
)
SILENT = (
    "The pump leaks.",
    "Commit 1234abc was backported to 2.8.",
    "The backport of the lid to 2.6 broke it.",
    "It was introduced in 2.8.",
)


@pytest.mark.parametrize("sentence", ASKED)
def test_asks(sentence: str) -> None:
    message = messages.read(f"BUG/MINOR: pump: close the lid\n\nIt leaks.\n\n{sentence}\n")
    found = message.instruction
    assert (found.asks, found.modal, found.range.extent) == (Asks.YES, *ASKED[sentence][:2])
    assert " ".join(messages.asked(message, reversed(LIVING))) == ASKED[sentence][2]


@pytest.mark.parametrize("sentence", REFUSED)
def test_refuses(sentence: str) -> None:
    message = messages.read(f"BUG/MINOR: pump: close the lid\n\n{sentence}\n")
    assert message.instruction.asks is Asks.NO
    assert messages.asked(message, LIVING) == ()


@pytest.mark.parametrize("sentence", SILENT)
def test_says_nothing(sentence: str) -> None:
    message = messages.read(f"BUG/MINOR: pump: close the lid\n\n{sentence}\n")
    assert message.instruction == messages.Instruction()


def test_when_and_on_which_condition() -> None:
    found = messages.read(
        "BUG/MINOR: pump: close the lid\n\n"
        "This must be backported to all stable versions after some observation. "
        "It must only be backported if 1234abc is backported too.\n"
    ).instruction
    assert found.observation == "after some observation"
    assert found.condition == "if 1234abc is backported too"
    assert found.commits == ("1234abc",)


def test_a_wish_outweighs_a_refusal() -> None:
    found = messages.read("BUG: x: y\n\nThis must be backported to 2.8. No backport is needed for 2.6.\n").instruction
    assert (found.asks, found.range.lowest) == (Asks.YES, "2.8")


def test_hops_do_not_change_what_was_asked() -> None:
    own = "BUG: pump: lid\n\nThis must be backported to 3.0.\n"
    hop = f"\n(cherry picked from commit {'a' * 40})\n[bb: must be backported to 2.4 by hand]\nSigned-off-by: B <b@b>\n"
    assert messages.read(own + hop).instruction == messages.read(own).instruction
    assert messages.read(own + hop).chain == ("a" * 40,)
