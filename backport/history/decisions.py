"""What was decided about candidates, in a file that can be committed and merged: one line per commit, sorted by id."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backport.tomlfile import TomlError, read

_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SCHEMA = Path(__file__).with_name("decisions.schema.json")
_HEAD = """\
# Decisions of 'backport review', one commit per line, sorted by id: merge it like any text, a conflict is two
# opinions about one commit. y: pick, w: wait, u: uncertain, n: no.
[commits]
"""
_WAY_OUT = 'one line per commit: ID = {verdict = "y", by = "NAME", note = "TEXT"}; \'backport review\' writes them so'


class Letter(StrEnum):
    """The verdicts of the weekly pass, by their keys."""

    YES = "y"
    WAIT = "w"
    UNCERTAIN = "u"
    NO = "n"


MEANINGS = {Letter.YES: "pick", Letter.WAIT: "wait", Letter.UNCERTAIN: "uncertain", Letter.NO: "no"}


@dataclass(frozen=True)
class Decision:
    """A person's verdict on one commit."""

    verdict: Letter
    by: str = ""
    note: str = ""


Decisions = Mapping[str, Decision]  # full commit id → decision


def load(file: Path) -> dict[str, Decision]:
    """The decisions in `file`; none where there is no such file. TomlError with every mistake and its line."""
    if not file.exists():
        return {}
    document = read(file, _SCHEMA, str(file))
    commits = document.sound("commits") or {}
    for commit in commits:
        if not _FULL_ID.fullmatch(commit):
            document.complain(f"{commit!r} is not the full id of a commit", "commits", commit)
    if document.problems:
        raise TomlError(document.problems, _WAY_OUT)
    return {commit: _decision(each) for commit, each in commits.items()}


def text(decisions: Decisions) -> str:
    """The file's text."""
    return _HEAD + "".join(line(commit, decisions[commit]) for commit in sorted(decisions))


def line(commit: str, decision: Decision) -> str:
    """One commit's line."""
    values = {"verdict": decision.verdict.value, "by": decision.by, "note": decision.note}
    inner = ", ".join(f"{key} = {_quoted(value)}" for key, value in values.items() if value)
    return f"{commit} = {{{inner}}}\n"


def _decision(values: Mapping[str, str]) -> Decision:
    return Decision(Letter(values["verdict"]), values.get("by", ""), values.get("note", ""))


def _quoted(value: str) -> str:
    """A basic string of TOML on one line: JSON's escapes, and the one character that JSON leaves alone."""
    clean = value.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
