"""The bracketed note of a commit message: what was adapted, in the words of those who will read it."""

import textwrap
from collections.abc import Sequence

from backport.core.case import FileResult, Rung
from backport.core.commit import Identity
from backport.core.printable import one_line
from backport.core.rule import Rule

_WIDTH = 72


def note(files: Sequence[FileResult], rules: Sequence[Rule], who: str) -> str:
    """The note, empty when nothing was adapted. `who` are the initials it is signed with."""
    said = [*_moves(files), *_renames(rules), *_drops(files), *_context(files)]
    if not said:
        return ""
    return "\n".join(
        textwrap.wrap(one_line(f"[{who}: {'; '.join(said)}]"), _WIDTH, break_long_words=False, break_on_hyphens=False)
    )


def initials(who: Identity | None) -> str:
    """The initials of a name in small letters, "bp" for nobody's."""
    return "".join(word[0] for word in who.name.split()).lower() if who is not None and who.name.strip() else "bp"


def _moves(files: Sequence[FileResult]) -> list[str]:
    return [f"{file.source_path} is {file.path} here" for file in files if file.path and file.path != file.source_path]


def _renames(rules: Sequence[Rule]) -> list[str]:
    return [
        f"{rule.newer} is {rule.older} here" for rule in rules if rule.newer and rule.older and "/" not in rule.newer
    ]


def _drops(files: Sequence[FileResult]) -> list[str]:
    whole = [f"no {file.source_path} here" for file in files if file.rung == Rung.DROPPED and not file.path]
    parts = (file for file in files if file.path)
    return whole + [f"part of {file.path} left out" for file in parts if any("left out" in note for note in file.notes)]


def _context(files: Sequence[FileResult]) -> list[str]:
    placed = any(file.rung in (Rung.PLACED, Rung.TOKENS, Rung.RESOLVED) for file in files)
    return ["ctx adjt"] if placed else []
