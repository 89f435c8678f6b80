"""A unified diff as plain data: files, hunks and numbered lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HUNK = re.compile(r"@@ -([0-9]{1,9})(?:,([0-9]{1,9}))? \+([0-9]{1,9})(?:,([0-9]{1,9}))? @@ ?(.*)")
_QUOTED = re.compile(r"\\([0-7]{3}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True)
class Line:
    """One line: `kind` is " ", "-" or "+"; `old` and `new` count from 1, 0 where the line is not on that side."""

    kind: str
    text: str
    old: int
    new: int


@dataclass(frozen=True)
class Hunk:
    """One hunk; `context` is what git writes after the second `@@`, usually the function."""

    context: str
    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """The first line on the new side, or on the old one where there is no new side."""
        return next((line.new or line.old for line in self.lines), 0)


@dataclass(frozen=True)
class FileDiff:
    """One file; a path is empty where the file does not exist. `notes` are git's own lines (modes, renames, binary)."""

    old_path: str
    new_path: str
    hunks: tuple[Hunk, ...] = ()
    notes: tuple[str, ...] = ()


def parse(text: str) -> tuple[FileDiff, ...]:
    """The files of a unified diff as git or difflib writes it. What is not part of one is passed over."""
    return tuple(_file(block) for block in _blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each file. A hunk's lines are skipped by count: they may look like a header."""
    block: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        bare = line.startswith("--- ") and not any(old.startswith("--- ") for old in block)
        if line.startswith("diff --git ") or (line.startswith("--- ") and not bare):
            if block:
                yield block
            block = []
        end = _hunk_end(lines, position) if line.startswith("@@ ") else position + 1
        block += lines[position:end]
        position = end
    if any(line.startswith(("diff --git ", "--- ")) for line in block):
        yield block


def _hunk_end(lines: list[str], position: int) -> int:
    match = _HUNK.fullmatch(lines[position])
    end = position + 1
    if match is None:
        return end
    old, new = int(match[2] or 1), int(match[4] or 1)
    while end < len(lines) and (old > 0 or new > 0 or lines[end].startswith("\\")):
        kind = lines[end][:1]
        if kind not in " -+\\" and lines[end]:
            break
        old -= kind in (" ", "-", "")
        new -= kind in (" ", "+", "")
        end += 1
    return end


def _file(block: list[str]) -> FileDiff:
    paths = {"--- ": "", "+++ ": ""}
    hunks: list[Hunk] = []
    notes: list[str] = []
    position = 0
    while position < len(block):
        line = block[position]
        match = _HUNK.fullmatch(line)
        end = _hunk_end(block, position) if match else position + 1
        if match:
            hunks.append(_hunk(match, block[position + 1 : end]))
        elif line[:4] in paths:
            paths[line[:4]] = _path(line[4:])
        elif line and not line.startswith(("diff --git ", "index ")):
            notes.append(line)
        position = end
    if not any(paths.values()):
        old, new = _named(block[0])
        return FileDiff(old, new, tuple(hunks), tuple(notes))
    return FileDiff(paths["--- "], paths["+++ "], tuple(hunks), tuple(notes))


def _hunk(match: re.Match[str], body: list[str]) -> Hunk:
    old, new = int(match[1]), int(match[3])
    lines = []
    for line in body:
        kind = line[:1] or " "
        if kind == "\\":
            continue
        has_old, has_new = kind in " -", kind in " +"
        lines.append(Line(kind, line[1:], old if has_old else 0, new if has_new else 0))
        old += has_old
        new += has_new
    return Hunk(match[5], tuple(lines))


def _named(header: str) -> tuple[str, str]:
    """The paths of a `diff --git` line without a hunk: its two halves are the same but for the prefix."""
    names = header.removeprefix("diff --git ")
    middle = len(names) // 2
    return _path(names[:middle]), _path(names[middle + 1 :])


def _path(name: str) -> str:
    """The path that git wrote, perhaps in quotes, after `a/` or `b/`; empty for /dev/null."""
    name = name.split("\t")[0]
    if len(name) > 1 and name[0] == name[-1] == '"':
        raw = _QUOTED.sub(_unquoted, name[1:-1])
        name = raw.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
    return "" if name == "/dev/null" else re.sub(r"^[a-z]/", "", name)


def _unquoted(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 8) & 0xFF) if len(code) == 3 else _LETTERS.get(code, code)
