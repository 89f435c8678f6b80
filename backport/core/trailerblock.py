"""Where git sees the trailer block of a message, and how `git cherry-pick -x -s` appends to it.

The rules are those of git's own `trailer.c` (find_trailer_block_start, find_separator) and `sequencer.c`
(has_conforming_footer, append_signoff); the tests compare them with the git that is installed.
"""

import string
from collections.abc import Sequence

PICKED = "(cherry picked from commit "
SIGNED = "Signed-off-by: "
_KEY = frozenset(string.ascii_letters + string.digits + "-")
_SPACES = " \t\r\n"


def compose(message: str, picked_from: str, note: str = "", signer: str = "") -> str:
    """`message` as `git cherry-pick -x -s` would record it, with an optional bracketed note between the two lines.

    `picked_from` is the full id of the immediate source (empty: no such line), `note` the complete text in brackets or
    empty, `signer` "Name <address>" or empty for no sign-off. The text itself stays, except for what git cleans up
    after `-x` or `-s`: white space at the end of lines, and more than one blank line.
    """
    text = _complete(message)
    added = [f"{PICKED}{picked_from})\n"] if picked_from else []
    if note:
        added.append(_complete(note))
    if added:
        text += ("" if _has_block(text) else "\n") + "".join(added)
    return _cleaned(_sign(text, signer) if signer else text)


def block_start(lines: Sequence[str]) -> int:
    """The index of the first line of the trailer block; `len(lines)` where git sees none."""
    end = _end(lines)
    title = next((i for i in range(end) if _blank(lines[i])), end)
    first = next((i for i in range(end - 1, title - 1, -1) if _blank(lines[i])), end)
    return first + 1 if first + 1 < end and _conforms(lines[first + 1 : end]) else len(lines)


def is_trailer(line: str) -> bool:
    """Does git read this line as `Key: value`? A key is letters, digits and dashes, then maybe blanks, then a colon."""
    key, colon, _ = line.partition(":")
    word = key.rstrip(" \t")
    return bool(colon and word) and _KEY.issuperset(word)


def _conforms(lines: Sequence[str]) -> bool:
    """All lines are trailers, or git made one of them and at least a quarter are trailers."""
    by_git = trailers = others = continuation = 0
    for line in reversed(lines):
        if line.startswith((PICKED, SIGNED)) or is_trailer(line):
            by_git += line.startswith((PICKED, SIGNED))
            trailers += 1
            continuation = 0
        elif line.startswith("#"):
            others += continuation
            continuation = 0
        elif line[0] in _SPACES:
            continuation += 1
        else:
            others += 1 + continuation
            continuation = 0
    others += continuation
    return (by_git > 0 and trailers * 3 >= others) or (trailers > 0 and not others)


def _end(lines: Sequence[str]) -> int:
    """Where the text ends: git ignores comments, blank lines and an old `Conflicts:` list at the end."""
    kept = 0
    in_conflicts = False
    for number, line in enumerate(lines):
        if line == "Conflicts:":
            in_conflicts = True
        elif line and not line.startswith("#") and not (in_conflicts and line.startswith("\t")):
            in_conflicts = False
            kept = number + 1
    while kept and (_blank(lines[kept - 1]) or lines[kept - 1].startswith("#")):
        kept -= 1
    return kept


def _sign(text: str, signer: str) -> str:
    line = f"{SIGNED}{signer}\n"
    if text == line:
        return text
    lines = text.split("\n")
    start = block_start(lines)
    if start == len(lines):
        gap = "\n\n" if not text else "" if text.endswith("\n\n") else "\n"
        return text + gap + line
    last = next(each for each in reversed(lines) if not _blank(each))
    return text if f"{last}\n" == line else text + line


def _cleaned(text: str) -> str:
    """`git stripspace`: no blanks at the end of a line, no blank lines at the ends, never two of them."""
    lines = [line.rstrip(_SPACES) for line in text.split("\n")]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return _complete("\n".join(kept).rstrip("\n"))


def _has_block(text: str) -> bool:
    lines = text.split("\n")
    return block_start(lines) < len(lines)


def _complete(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _blank(line: str) -> bool:
    return not line.strip(_SPACES)
