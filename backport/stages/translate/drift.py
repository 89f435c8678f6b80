"""Learn how the branch says things from the two files themselves.

The branch's file and the fix's own base drifted apart. Where lines that answer to each other differ in a few words,
and the base's words hold a name the branch's file does not know, those words are how the one says what the other says:
a renamed function, an argument that came later, a mask written with other flags. Nobody had to write that down.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from backport.core.rule import Kind, Origin, Rule
from backport.vcs.textdiff import Edit, edits, split_lines

_WORD = re.compile(rb"[A-Za-z_]\w*|\d\w*|[^\w\s]")
_NAME = re.compile(rb"[A-Za-z_]\w*")
_BRACKETS = frozenset((b"(", b")", b"[", b"]", b"{", b"}"))
_PAIR = re.compile(rb"\(\)|\[\]|\{\}")
_CODED = re.compile(rb"[A-Za-z].*[_\d]|[_\d].*[A-Za-z]|[a-z][A-Z]")  # a name that is no word of prose
_PART = re.compile(rb"\w")
_MEMBER = re.compile(rb"(?:->|\.)[ \t]*([A-Za-z_]\w*)(?![\w(])")
_OPERATORS = ((b"-", b">"), (b".",))  # that lead to a member
_LINES = 40  # a longer stretch of drift is a rewrite, its lines do not answer to each other
_LONGEST = 24  # words of a phrase
_TWICE = 2  # a member that the branch seems not to have: once may be chance
_ALIKE = 0.5  # of the words of a stretch of drift that must be the same on both sides

Words = tuple[bytes, ...]


@dataclass(frozen=True)
class Phrase:
    """The base says `old`, the branch says `new` (empty: it says nothing), `support` stretches of drift show it."""

    old: Words
    new: bytes
    support: int

    def rule(self, path: str) -> Rule:
        """The same as a rule, for the report and for review."""
        old, new = (text.decode("utf-8", "replace") for text in (b" ".join(self.old), self.new))
        single = len(self.old) == 1
        kind = Kind.DROP if not new else Kind.CALL if not single else Kind.MACRO if old.isupper() else Kind.VARIABLE
        because = f"{path} differs in these words at {self.support} place{'s' if self.support > 1 else ''}"
        return Rule(f"learned:{old[:60]}", kind, old, new, because, origin=Origin.LEARNED)


@dataclass(frozen=True)
class Phrases:
    """What was learned from one pair of files."""

    all: tuple[Phrase, ...] = ()

    def within(self, text: bytes) -> "Phrases":
        """Those that stand in `text`, word for word."""
        if not self.all:
            return self
        found = words(text)
        return Phrases(tuple(phrase for phrase in self.all if _stands(phrase.old, found)))

    def coded(self) -> "Phrases":
        """Those whose names cannot be words of prose: for files that are not all code."""
        return Phrases(tuple(phrase for phrase in self.all if any(map(_CODED.search, phrase.old))))

    def apply(self, text: bytes) -> bytes:
        """The text with every phrase said as the branch says it, the longest first."""
        if not self.all:
            return text
        spans = list(_WORD.finditer(text))
        said = [found[0] for found in spans]
        pieces: list[bytes] = []
        at = done = 0
        while at < len(said):
            phrase = next(
                (p for p in self._by_first.get(said[at], ()) if tuple(said[at : at + len(p.old)]) == p.old), None
            )
            if phrase is None:
                at += 1
                continue
            before = text[done : spans[at].start()]
            at += len(phrase.old)
            done = spans[at - 1].end()
            gap = not phrase.new and not before.endswith(b"\n") and text[done : done + 1].isspace()
            pieces += [before.rstrip(b" \t") if gap else before, phrase.new]
        return b"".join((*pieces, text[done:]))

    @cached_property
    def _by_first(self) -> dict[bytes, list[Phrase]]:
        found: defaultdict[bytes, list[Phrase]] = defaultdict(list)
        for phrase in sorted(self.all, key=lambda phrase: (len(phrase.old), phrase.support), reverse=True):
            found[phrase.old[0]].append(phrase)
        return found


def words(text: bytes) -> Words:
    """The words of a text: names, numbers and single signs."""
    return tuple(_WORD.findall(text))


def names(text: bytes) -> frozenset[bytes]:
    """The names in a text."""
    return frozenset(_NAME.findall(text))


def has_word(text: bytes, word: bytes) -> bool:
    """Whether the text has this whole word."""
    size = len(word)
    start = text.find(word)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + size : start + size + 1]
        if not _PART.match(before) and not _PART.match(after):
            return True
        start = text.find(word, start + size)
    return False


def has_member(text: bytes, name: bytes) -> bool:
    """Whether the text has this name right behind an arrow or a dot."""
    return any(_ends_word(text, name, operator) for operator in (b"->", b"."))


def _ends_word(text: bytes, name: bytes, operator: bytes) -> bool:
    wanted = operator + name
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _PART.match(text[end : end + 1]):
            return True
        start = text.find(wanted, end)
    return False


def learn(base: bytes, ours: bytes, unknown: Callable[[bytes], bool]) -> Phrases:
    """The phrases that lead from `base` to `ours`; `unknown` tells whether the branch does not know a name at all.

    Of several ways to say the same the best supported is kept.
    """
    known_base = names(base)
    known = Known(names(ours), members(base) - members(ours))
    counts: Counter[tuple[Words, bytes]] = Counter()
    old, new = split_lines(base), split_lines(ours)
    for edit in edits(base, ours):
        counts.update(set(_phrases(old, new, edit, known)))
    best: dict[Words, Phrase] = {}
    for (said, instead), support in counts.most_common():
        strange = any(_NAME.fullmatch(word) and word not in known.names and unknown(word) for word in said)
        member = support >= _TWICE and _leads(said) and not known.has(said)
        renames = len(said) == 1 and (instead in known_base or not _NAME.fullmatch(instead))
        if (strange or member) and not renames and said not in best:
            best[said] = Phrase(said, instead, support)
    return Phrases(tuple(best[said] for said in sorted(best)))


def members(text: bytes) -> frozenset[bytes]:
    """The names that stand for members in a text."""
    return frozenset(_MEMBER.findall(text))


@dataclass(frozen=True)
class Known:
    """The branch's names in one file, and the members of the fix's file that are none there."""

    names: frozenset[bytes]
    strange: frozenset[bytes]

    def has(self, said: Words) -> bool:
        """Whether the branch knows every name of a phrase for what it is there."""
        if not frozenset(word for word in said if _NAME.fullmatch(word)) <= self.names:
            return False
        return not any(
            word in self.strange and (said[at - 1 : at] == (b".",) or said[max(0, at - 2) : at] == (b"-", b">"))
            for at, word in enumerate(said)
        )

    def knows(self, text: bytes) -> bool:
        """Whether the branch knows every name of a text."""
        return names(text) <= self.names and not (self.strange and members(text) & self.strange)


def _leads(said: Words) -> bool:
    """Whether a phrase begins with what leads to a member."""
    return any(said[: len(operator)] == operator for operator in _OPERATORS)


def _phrases(old: Sequence[bytes], new: Sequence[bytes], edit: Edit, known: Known) -> Iterator[tuple[Words, bytes]]:
    left, right = old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end]
    if known.knows(b"".join(left)):
        return
    if len(left) == len(right):
        for one, two in zip(left, right, strict=True):
            yield from differing(one, two, known)
    elif max(len(left), len(right)) <= _LINES:
        yield from differing(b"".join(left), b"".join(right), known)


def differing(left: bytes, right: bytes, known: Known) -> Iterator[tuple[Words, bytes]]:
    """The words that differ between two stretches that are mostly alike."""
    one, two = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    found = edits(_column(one), _column(two))
    changed = sum(e.old_end - e.old_start for e in found)
    if not one or not two or (len(one) - changed) / len(one) < _ALIKE:
        return
    for e in _whole(found, one, two):
        said = tuple(word[0] for word in one[e.old_start : e.old_end])
        if not 0 < len(said) <= _LONGEST or e.new_end - e.new_start > _LONGEST:
            continue
        if not names(b" ".join(said)) <= known.names:
            yield said, right[two[e.new_start].start() : two[e.new_end - 1].end()] if e.new_end > e.new_start else b""
        else:
            yield from _member(e, one, two, known)


def _member(
    edit: Edit, one: Sequence[re.Match[bytes]], two: Sequence[re.Match[bytes]], known: Known
) -> Iterator[tuple[Words, bytes]]:
    """The words that differ with the operator before them: a member that is none in the branch."""
    for operator in _OPERATORS:
        size = len(operator)
        left, right = one[max(0, edit.old_start - size) : edit.old_end], two[edit.new_start - size : edit.new_end]
        said = tuple(word[0] for word in left)
        same = said[:size] == operator == tuple(word[0] for word in right[:size])
        if same and edit.new_start >= size and not known.has(said):
            text = right[0].string[right[0].start() : right[-1].end()]
            yield said, text


def _whole(found: Sequence[Edit], one: Sequence[re.Match[bytes]], two: Sequence[re.Match[bytes]]) -> Iterator[Edit]:
    """The edits, each with as many after it as it takes to open and close the same brackets on both sides."""
    left = [*found]
    while left:
        for last in range(len(left)):
            whole = replace(left[0], old_end=left[last].old_end, new_end=left[last].new_end)
            if _left_open(one[whole.old_start : whole.old_end]) == _left_open(two[whole.new_start : whole.new_end]):
                yield whole
                del left[: last + 1]
                break
        else:
            del left[0]


def _left_open(found: Sequence[re.Match[bytes]]) -> bytes:
    """The brackets of a phrase that have no partner in it."""
    text = b"".join(word[0] for word in found if word[0] in _BRACKETS)
    while (closed := _PAIR.sub(b"", text)) != text:
        text = closed
    return text


def _column(found: Sequence[re.Match[bytes]]) -> bytes:
    """One word a line: the line diff is a word diff then."""
    return b"".join(word[0] + b"\n" for word in found)


def _stands(wanted: Words, said: Words) -> bool:
    size = len(wanted)
    return any(said[at] == wanted[0] and said[at : at + size] == wanted for at in range(len(said) - size + 1))
