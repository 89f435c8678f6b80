"""The weekly pass without a terminal: proposals, and the way through them."""

import pytest

from backport.core.heading import Change, Heading
from backport.history.decisions import Decision, Letter
from backport.history.review import KEYS, Candidate, Session, proposal
from backport.projects.haproxy.heading import heading
from backport.projects.haproxy.reading import reading

SERIES = ("3.2", "3.0", "2.8")
MESSAGES = {
    "This must be backported to 3.0.": (Letter.YES, ("3.2", "3.0")),
    "This must be backported to all stable versions after one week of observation.": (Letter.WAIT, SERIES),
    "This should be backported to 2.8 if 1234abc is backported.": (Letter.UNCERTAIN, SERIES),
    "No backport needed.": (Letter.NO, ()),
    "This must be backported to 2.4 only.": (Letter.NO, ()),
    "This must be backported wherever the commit above is.": (Letter.UNCERTAIN, ()),
    "It leaks.": (Letter.UNCERTAIN, ()),
}


@pytest.mark.parametrize("sentence", MESSAGES)
def test_proposals(sentence: str) -> None:
    subject = "BUG/MINOR: pump: lid"
    letter, why, asked = proposal(f"{subject}\n\n{sentence}\n", heading(subject), SERIES, reading)
    assert (letter, asked) == MESSAGES[sentence]
    assert why in (sentence, "says nothing about backports, and is a fix")


def test_what_is_no_fix_and_says_nothing() -> None:
    assert proposal("MINOR: pump: lid\n", heading("MINOR: pump: lid"), SERIES, reading)[0] is Letter.NO
    assert proposal("fix: lid\n", Heading("fix", change=Change.FIXED), SERIES, None)[0] is Letter.UNCERTAIN


CANDIDATES = tuple(Candidate(letter * 40, f"subject {letter}", "Ann", 0, Letter.YES, "why") for letter in "abc")


def _after(*keys: str, session: Session | None = None) -> Session:
    session = session or Session(CANDIDATES, by="me")
    for key in keys:
        session = KEYS[key](session)
    return session


def test_keys() -> None:
    assert [(each, _after(each).decisions["a" * 40].verdict.value) for each in "ywun"] == [(x, x) for x in "ywun"]
    assert _after("\r").decisions == {"a" * 40: Decision(Letter.YES, "me")}
    assert (_after("j").at, _after("j", "j", "j", "j").at, _after("j", "k", "k").at) == (1, 2, 0)
    assert (_after("n").at, _after("n").left) == (1, 2)
    assert _after("n", "k", "x").decisions == {}


def test_a_decision_moves_to_the_next_open_one() -> None:
    done = Session(CANDIDATES, {"b" * 40: Decision(Letter.NO)})
    assert _after("y", session=done).at == 2


def test_notes() -> None:
    noted = _after().noted("a word")
    assert noted.decisions == {"a" * 40: Decision(Letter.YES, "me", "a word")}
    assert _after("n", session=noted).decisions["a" * 40] == Decision(Letter.NO, "me", "a word")


def test_what_is_left_to_decide() -> None:
    done = Candidate("d" * 40, "x", "Ann", 0, Letter.YES, "why", ("3.2",), ("3.2", "3.0"))
    half = Candidate("e" * 40, "x", "Ann", 0, Letter.YES, "why", ("3.2", "3.0"), ("3.2",))
    assert [(each.open, each.lacking) for each in (done, half, CANDIDATES[0])] == [
        (False, ()),
        (True, ("3.0",)),
        (True, ()),
    ]
