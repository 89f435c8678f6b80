"""Properties of the grammar: no text breaks or stops it, and what it prints it reads again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.projects.haproxy import messages
from backport.projects.haproxy.messages.canonical import sentence, title
from backport.projects.haproxy.messages.series import newest_first, order
from backport.projects.haproxy.messages.text import sentences
from backport.projects.haproxy.messages.values import Asks, Extent, Instruction, Modal, Range, Subject

FRAGMENTS = st.sampled_from(
    [
        *(
            "This must be",
            "backport",
            "backported",
            "to 2.4",
            ", and",
            "where the commit above",
            "if not",
            "no",
            "before",
        ),
        *(
            "until 3.0",
            "or older",
            "only",
            "(",
            ")",
            "[ab:",
            "]",
            "1234abcd",
            "#12",
            "src/pump.c",
            "pump()",
            "wherever",
        ),
        *(
            "must be replaced by",
            "instead of",
            "PUMP_LID",
            "as far as",
            "all stable versions",
            ".",
            ";",
            ":",
            "\n",
            "\n\n",
        ),
        *("-", "\t", "BUG/MINOR:", "pump:", '"', "'", "does not exist", "drop the", "part", "after some time", "when"),
    ]
)


@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=60).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    message = messages.read(text, "f" * 40)
    assert set(messages.asked(message, ("3.0", "2.4"))) <= {"3.0", "2.4"}


versions = st.sampled_from(("1.8", "2.0", "2.4", "2.9", "3.1"))
modals = st.sampled_from([modal for modal in Modal if modal is not Modal.NONE])


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    extent = draw(st.sampled_from(Extent))
    first = draw(versions)
    named = newest_first(draw(st.sets(versions, min_size=2)))
    match extent:
        case Extent.ONE:
            only = draw(st.booleans())
            return Range(extent, (first,), first, first if only else "", only=only)
        case Extent.LIST:
            return Range(extent, named, named[-1])
        case Extent.AS_FAR_AS | Extent.UP_TO | Extent.ABOVE:
            return Range(extent, (first,), first)
        case Extent.OLDER:
            return Range(extent, (first,), "", first)
        case Extent.SPAN:
            low, high = sorted(named[:2], key=order)
            return Range(extent, (low, high), low, high)
        case _:
            return Range(extent)


@given(modals, ranges())
def test_an_instruction_that_is_printed_reads_back(modal: Modal, wanted: Range) -> None:
    printed = sentence(Instruction(Asks.YES, modal, wanted))
    found = messages.read(f"BUG: pump: lid\n\n{printed}\n").instruction
    assert (found.asks, found.modal, found.range) == (Asks.YES, modal, wanted)


@given(st.sampled_from(Asks))
def test_no_and_silence_read_back(asks: Asks) -> None:
    if asks is not Asks.YES:
        assert messages.read(f"BUG: pump: lid\n\n{sentence(Instruction(asks))}\n").instruction.asks is asks


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


@given(
    st.sampled_from(("BUG", "BUILD", "DOC")),
    st.sampled_from(("", "MINOR", "MAJOR")),
    words,
    st.lists(words, min_size=1),
)
def test_a_subject_that_is_printed_reads_back(severity: str, level: str, area: str, text: list[str]) -> None:
    subject = Subject(severity, level, area, " ".join(text))
    assert messages.read(title(subject)).subject == subject


@pytest.mark.parametrize(
    "text",
    ["where ", "backport ", "(", "2.4, ", "a_b() and ", "[", "\n- "],
    ids=["where", "backport", "brackets", "versions", "names", "notes", "list"],
)
def test_no_sentence_is_longer_than_what_patterns_can_stand(text: str) -> None:
    body = f"This must be backported. {text * 30_000}\n"
    assert max(map(len, sentences(body))) <= 2000
    assert messages.read(f"BUG: pump: lid\n\n{body}").instruction.asks is Asks.YES
