"""Learn a rename from the history: who brought a name that a branch lacks, and what did it take the place of."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from backport.branchmap.align import Pairs, pairs
from backport.branchmap.lexical import Layout, Place, code_only, occurrences, words
from backport.core.rule import Kind, Origin, Rule, Scope
from backport.vcs.lineage import Hunk

_C = (".c", ".h")
_DEEPEST = 6  # renames of renames
_SHARE = 5  # one in so many lines that brought the name has to differ in nothing but names: else more than it changed
_UPPER = re.compile(r"_*[A-Z][A-Z0-9_]*")
_TAGS = {Place.STRUCT: "struct ", Place.UNION: "union ", Place.ENUM: "enum "}


class History(Protocol):
    """The development branch, as far as it is needed here."""

    def between(self, base: str, tip: str) -> tuple[str, ...]:
        """The commits after `base` up to `tip`, oldest first."""

    def read(self, commit: str, path: str) -> bytes | None:
        """A file as of a commit."""

    def hunks(self, commit: str) -> Iterable[Hunk]:
        """What a commit changed."""


@dataclass(frozen=True, order=True)
class Wanted:
    """A name that the target lacks, and a file of the development branch that has it."""

    name: str
    path: str


@dataclass(frozen=True, order=True)
class Unlearned:
    """A name of which the history says nothing usable, and why; `commit` brought it, empty when unknown."""

    wanted: Wanted
    reason: str
    commit: str = ""


@dataclass(frozen=True)
class Lesson:
    """What was learned and what was not, in the order asked for."""

    rules: tuple[Rule, ...]
    unlearned: tuple[Unlearned, ...]


@dataclass(frozen=True)
class _Trace:
    """One step back: the commit that brought the name, and the name that was there before, in its file."""

    commit: str
    older: Wanted
    support: int
    lines: int
    places: frozenset[Place]


def lacking(hunks: Iterable[Hunk], exists: Callable[[str], bool]) -> tuple[Wanted, ...]:
    """The identifiers in a fix's changed lines of C that do not exist in the target; comments and strings aside."""
    found: dict[Wanted, None] = {}
    for hunk in hunks:
        if hunk.path.endswith(_C):
            text = code_only(b"\n".join((*hunk.removed, *hunk.added)))
            found |= {Wanted(word.decode(), hunk.path): None for word in words(text) if not word[:1].isdigit()}
    return tuple(one for one in found if not exists(one.name))


def learn(wanted: Iterable[Wanted], history: History, base: str, tip: str, exists: Callable[[str], bool]) -> Lesson:
    """Rules for the wanted names from the commits after `base` (where the target left) up to `tip`, and no others.

    `exists` says whether a name is in the target: only such a name can be the older side. To reproduce a backport of a
    fix, `tip` is the fix's parent: nothing is learned from the fix, nor from anything newer.
    """
    commits = history.between(base, tip)
    rules: list[Rule] = []
    unlearned: list[Unlearned] = []
    for one in dict.fromkeys(wanted):
        found = _learned(one, history, base, commits, exists) if commits else Unlearned(one, "no history to look at")
        if isinstance(found, Rule):
            rules.append(found)
        else:
            unlearned.append(found)
    return Lesson(tuple(rules), tuple(unlearned))


def _learned(
    wanted: Wanted, history: History, base: str, commits: Sequence[str], exists: Callable[[str], bool]
) -> Rule | Unlearned:
    """Follow the name back, through moved code and renames of renames, to one that the target has."""
    traces: list[_Trace] = []
    current = wanted
    for _ in range(_DEEPEST):
        found = _step(current, history, base, commits)
        if isinstance(found, Unlearned):
            return Unlearned(wanted, found.reason, found.commit)
        if found.older.name != current.name:
            traces.append(found)
            if exists(found.older.name):
                return _rule(wanted, traces)
        commits = commits[: commits.index(found.commit)]
        current = found.older
    return Unlearned(wanted, f"renamed or moved more than {_DEEPEST} times")


def _step(wanted: Wanted, history: History, base: str, commits: Sequence[str]) -> _Trace | Unlearned:
    name = wanted.name.encode()

    def has(commit: str) -> bool:
        data = history.read(commit, wanted.path)
        return data is not None and any(True for _ in occurrences(data, name))

    if not commits or not has(commits[-1]):
        return Unlearned(wanted, f"{wanted.name} is not in {wanted.path} before the fix")
    if has(base):
        return Unlearned(wanted, f"{wanted.name} was in {wanted.path} when the branch left: the branch took it out")
    commit = commits[bisect_left(commits, True, key=has)]
    return _predecessor(wanted, commit, list(history.hunks(commit)))


def _predecessor(wanted: Wanted, commit: str, hunks: Sequence[Hunk]) -> _Trace | Unlearned:
    name = wanted.name.encode()
    counted: Counter[bytes] = Counter()
    homes: dict[bytes, Counter[str]] = {}
    for hunk in hunks:
        for (old, _), lines in _named(hunk, name).items():
            counted[old] += lines
            homes.setdefault(old, Counter())[hunk.path] += lines
    added = [line for hunk in hunks for line in hunk.added if _holds(line, name)]
    (old, support), second = (*counted.most_common(2), (b"", 0), (b"", 0))[:2]
    if old and support > 2 * second[1] and support * _SHARE >= len(added):
        home = homes[old].most_common(1)[0][0]
        places = frozenset(_place(line, name) for line in added)
        return _Trace(commit, Wanted(old.decode(), home), support, len(added), places)
    moved = [
        hunk.path for hunk in hunks if hunk.path != wanted.path and any(_holds(line, name) for line in hunk.removed)
    ]
    if moved:
        return _Trace(commit, Wanted(wanted.name, moved[0]), 0, len(added), frozenset())
    return Unlearned(wanted, _undecided([(old, support), second], len(added)), commit)


def _undecided(candidates: Sequence[tuple[bytes, int]], lines: int) -> str:
    told = [f"{old.decode()} ({support} of {lines} lines)" for old, support in candidates if support]
    return f"too little to say that it took the place of {' or '.join(told)}" if told else "it took no other's place"


def _named(hunk: Hunk, name: bytes) -> Pairs:
    if not any(_holds(line, name) for line in hunk.added):
        return Counter()
    return Counter({pair: lines for pair, lines in pairs(hunk.removed, hunk.added).items() if pair[1] == name})


def _holds(line: bytes, name: bytes) -> bool:
    return any(True for _ in occurrences(line, name))


def _place(line: bytes, name: bytes) -> Place:
    start = next(occurrences(line, name))
    return Layout(line).place(start, start + len(name), comment=False)


def _rule(wanted: Wanted, traces: Sequence[_Trace]) -> Rule:
    kind, prefix = _kind(wanted.name, frozenset().union(*(trace.places for trace in traces)))
    told = ", then ".join(f"{trace.older.name} in {trace.support} of {trace.lines} lines" for trace in traces)
    return Rule(
        id=f"learned.{wanted.name}",
        kind=kind,
        newer=prefix + wanted.name,
        older=prefix + traces[-1].older.name,
        because=f"took the place of {told}",
        evidence=tuple(trace.commit for trace in traces),
        where=Scope((wanted.path,)) if kind is Kind.VARIABLE else Scope(),
        origin=Origin.LEARNED,
    )


def _kind(name: str, places: frozenset[Place]) -> tuple[Kind, str]:
    """What the name is, by where it stood; a lower-case name that is never called may be a local of its file."""
    tags = [prefix for place, prefix in _TAGS.items() if place in places]
    if tags:
        return Kind.TYPE, tags[0]
    if places == {Place.MEMBER}:
        return Kind.FIELD, ""
    if _UPPER.fullmatch(name):
        return Kind.MACRO, ""
    return (Kind.FUNCTION if Place.CALLED in places else Kind.VARIABLE), ""
