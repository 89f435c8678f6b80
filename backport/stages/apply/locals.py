"""What a function of the branch calls the things that the fix's function calls otherwise, found in the two functions.

Where lines that answer to each other differ in a name, always in the same way, and the branch's function does not know
the fix's name, then the branch's name is meant: a parameter, a local variable, a label.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from backport.stages.apply.pairing import is_pair, refined
from backport.stages.apply.sides import Sides
from backport.stages.apply.view import View
from backport.vcs.textdiff import edits

_NAME = re.compile(rb"[A-Za-z_]\w*")
_TOKEN = re.compile(rb"[A-Za-z_]\w*|\d\w*|[^\w\s]")
_MOSTLY = 0.8  # of the places where the name is said otherwise that must agree


def renamed(sides: Sides, view: View) -> dict[bytes, bytes]:
    """The fix's names that the target's part of the view says otherwise, each with the target's name."""
    ours = frozenset(_NAME.findall(b"".join(sides.ours[view.ours.start : view.ours.end])))
    said: defaultdict[bytes, Counter[bytes]] = defaultdict(Counter)
    for edit in refined(sides.base, sides.ours, view.drift):
        if is_pair(edit):
            for old, new in _words(sides.base[edit.old_start], sides.ours[edit.new_start]):
                if old not in ours:
                    said[old][new] += 1
    found: dict[bytes, bytes] = {}
    for old, others in said.items():
        new, support = others.most_common(1)[0]
        if _NAME.fullmatch(new) and support >= _MOSTLY * others.total():
            found[old] = new
    return found


def say(lines: Sequence[bytes], names: dict[bytes, bytes]) -> tuple[bytes, ...]:
    """The lines with each name as the target says it."""
    return tuple(_NAME.sub(lambda found: names.get(found[0], found[0]), line) for line in lines)


def _words(left: bytes, right: bytes) -> list[tuple[bytes, bytes]]:
    """The names of the left line that the right one says otherwise, word for word."""
    one, two = _TOKEN.findall(left), _TOKEN.findall(right)
    found: list[tuple[bytes, bytes]] = []
    for edit in edits(_column(one), _column(two)):
        old, new = one[edit.old_start : edit.old_end], two[edit.new_start : edit.new_end]
        same = len(old) == len(new)
        found += [(word, new[at] if same else b"") for at, word in enumerate(old) if _NAME.fullmatch(word)]
    return found


def _column(words: Sequence[bytes]) -> bytes:
    return b"".join(word + b"\n" for word in words)
