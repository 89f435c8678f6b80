"""Subjects: tags, areas and typos."""

import pytest

from backport.projects.haproxy.messages.canonical import title
from backport.projects.haproxy.messages.subject import parse
from backport.projects.haproxy.messages.values import Subject

SUBJECTS = {
    "BUG/MINOR: pump: close the lid": Subject("BUG", "MINOR", "pump", "close the lid"),
    "MEDIUM: pump/valve: one more tap": Subject("MEDIUM", "MEDIUM", "pump/valve", "one more tap"),
    "CLEANUP: remove a dead pipe": Subject("CLEANUP", "", "", "remove a dead pipe"),
    "DOC: pump: say what it does": Subject("DOC", "", "pump", "say what it does"),
    'Revert "BUG/MAJOR: pump: faster"': Subject("BUG", "MAJOR", "pump", "faster", True),
    "BUG/MEIDUM: pump: slower": Subject("BUG", "MEDIUM", "pump", "slower", False, (("MEIDUM", "MEDIUM"),)),
    "NUG/MEDIUM: pump: slower": Subject("BUG", "MEDIUM", "pump", "slower", False, (("NUG", "BUG"),)),
    "MINPR: pump: slower": Subject("MINOR", "MINOR", "pump", "slower", False, (("MINPR", "MINOR"),)),
    "BUG/MINOr: pump: slower": Subject("BUG", "MINOR", "pump", "slower", False, (("MINOr", "MINOR"),)),
    "BUG/MINOR; pump: slower": Subject("BUG", "MINOR", "pump", "slower"),
    "REGTEST: pump: check the lid": Subject("REGTESTS", "", "pump", "check the lid"),
    "[BUG] pump: old style": Subject("BUG", "", "pump", "old style"),
    "[RELEASE] Released version 2.4.1": Subject("RELEASE", "", "", "Released version 2.4.1"),
    "a line without any tag": Subject(text="a line without any tag"),
    "": Subject(),
}


@pytest.mark.parametrize("line", SUBJECTS)
def test_parse(line: str) -> None:
    assert parse(line) == SUBJECTS[line]


@pytest.mark.parametrize("line", [line for line, subject in SUBJECTS.items() if subject.severity == "BUG"])
def test_the_title_reads_back(line: str) -> None:
    subject = parse(line)
    again = parse(title(subject))
    assert (again.severity, again.level, again.area, again.text) == (
        *(subject.severity, subject.level),
        *(subject.area, subject.text),
    )
