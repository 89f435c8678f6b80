"""What HAProxy's messages ask for against what was done: python benchmarks/grammar.py [CLONE].

The clone is named by the argument or by BACKPORT_HAPROXY. Prints how the grammar classes the BUG commits of mainline,
the predicted series against those that a fix really reached, and the ten best-founded backports that were asked for
and never made.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from backport.core.relation import Relation
from backport.core.trailers import chain
from backport.projects.haproxy import messages
from backport.projects.haproxy.lifetimes import lifetimes, living
from backport.projects.haproxy.messages.series import order
from backport.projects.haproxy.messages.values import Asks, Extent, Message, Modal

LATEST = "v3.5-dev1"  # the measured end of mainline
FIRM = (Modal.MUST, Modal.NEEDS, Modal.SHOULD)
LEVELS = {"CRITICAL": 4, "MAJOR": 3, "MEDIUM": 2, "MINOR": 1}


@dataclass(frozen=True)
class Fix:
    """A mainline commit, when it was committed, and what its message says."""

    id: str
    when: int
    author: str
    title: str
    message: Message


@dataclass
class Score:
    """Predicted series against reached ones."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    exact: int = 0
    fixes: int = 0

    def add(self, predicted: set[str], reached: set[str]) -> None:
        """Count one fix."""
        self.right += len(predicted & reached)
        self.wrong += len(predicted - reached)
        self.missed += len(reached - predicted)
        self.exact += predicted == reached
        self.fixes += 1

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return f"{self.fixes:6} {precision:10.3f} {recall:8.3f} {self.exact / max(1, self.fixes):8.1%}"


@dataclass(frozen=True)
class Forgotten:
    """A backport that was asked for and never made; the best-founded sorts first."""

    rank: tuple[float, ...]
    fix: Fix = field(compare=False)
    series: str = field(compare=False)
    why: str = field(compare=False)

    def __lt__(self, other: "Forgotten") -> bool:
        return self.rank > other.rank


class Clone:
    """The few questions that are asked of the clone."""

    def __init__(self, path: str) -> None:
        self.path = path

    def git(self, *args: str) -> str:
        """The output of one git command."""
        done = subprocess.run(["git", "-C", self.path, *args], capture_output=True, check=True)
        return done.stdout.decode(errors="replace")

    def log(self, *revisions: str) -> Iterator[tuple[str, int, str, str]]:
        """Id, commit time, author and message of commits."""
        for record in self.git("log", "-z", "--format=%H%n%ct%n%an%n%B", *revisions).split("\0"):
            if record:
                commit, when, author, text = record.split("\n", 3)
                yield commit, int(when), author, text

    def releases(self) -> dict[str, int]:
        """Release tags and the time of their commit."""
        form = "--format=%(refname:short) %(committerdate:unix) %(*committerdate:unix)"
        listed = self.git("for-each-ref", form, "refs/tags")
        return {line.split()[0]: int(line.split()[-1]) for line in listed.splitlines()}

    def file(self, revision: str, path: str) -> set[str]:
        """The stripped lines of a file, empty where there is none."""
        done = subprocess.run(["git", "-C", self.path, "show", f"{revision}:{path}"], capture_output=True)
        return {line.strip() for line in done.stdout.decode(errors="replace").splitlines()}


@dataclass(frozen=True)
class Measured:
    """What was read and where it went: mainline's fixes, the series each reached, and those that lived then."""

    clone: Clone
    fixes: list[Fix]
    reached: dict[str, dict[str, int]]
    alive: dict[str, tuple[str, ...]]  # by backport.projects.haproxy.lifetimes: from the tags of releases alone
    released: dict[str, tuple[str, ...]]  # between the first and the last release
    last: dict[str, str]  # series → its last release tag
    ends: dict[str, int]  # series → when that was


def main(path: str) -> None:
    """Measure and print."""
    started = time.monotonic()
    found = measure(path)
    print(f"{len(found.fixes)} BUG commits up to {LATEST}, read and traced in {time.monotonic() - started:.1f} s")
    classes(found.fixes)
    whole = scores(replace(found, alive=found.released))
    table = scores(found) | {
        f"until its last release, {row}": whole[row] for row in ("everything", "series: all", "series: named")
    }
    print(f"\n{'':40} {'fixes':>6} {'precision':>10} {'recall':>8} {'exact':>8}")
    for row in sorted(table):
        print(f"{row:40} {table[row]}")
    print("\nAsked for and never made, the best-founded:")
    for each in sorted(forgotten(found))[:10]:
        print(f"  {each.fix.id[:12]} {each.series:4} {each.fix.title[:70]}\n      {each.why}")


def measure(path: str) -> Measured:
    """Read the messages and find what each fix reached."""
    clone = Clone(path)
    releases = clone.releases()
    known = lifetimes(releases)
    fixes = [
        Fix(commit, when, author, text.partition("\n")[0], message)
        for commit, when, author, text in clone.log(LATEST)
        if text.startswith("BUG/") and (message := messages.read(text, commit)).subject.level in LEVELS
    ]
    last = {life.series: f"v{life.series}.{_last(releases, life.series)}" for life in known}
    alive = {fix.id: living(known, fix.when) for fix in fixes}
    released = {fix.id: tuple(life.series for life in known if life.first <= fix.when < life.last) for fix in fixes}
    return Measured(clone, fixes, where(clone, last), alive, released, last, {life.series: life.last for life in known})


def classes(fixes: list[Fix]) -> None:
    """How many messages ask, refuse and say nothing; modals and extents of those that ask."""
    asks = Counter(fix.message.instruction.asks for fix in fixes)
    print("  ".join(f"{name.value} {count / len(fixes):.1%}" for name, count in sorted(asks.items())))
    asking = [fix.message.instruction for fix in fixes if fix.message.instruction.asks is Asks.YES]
    modals = Counter(each.modal for each in asking)
    extents = Counter(each.range.extent for each in asking)
    print("  ".join(f"{name.value} {count / len(asking):.1%}" for name, count in modals.most_common()))
    print("  ".join(f"{name.value} {count / len(asking):.1%}" for name, count in extents.most_common()))
    hints = [hint for fix in fixes for hint in fix.message.hints]
    print(f"{sum(bool(fix.message.hints) for fix in fixes)} fixes with hints, {sum(len(h.rules) for h in hints)} rules")


def where(clone: Clone, last: dict[str, str]) -> dict[str, dict[str, int]]:
    """Mainline commit → when it came to the series whose last release has it, by chain or by author and subject."""
    reached: dict[str, dict[str, int]] = defaultdict(dict)
    for series, tag in last.items():
        for _, when, author, text in clone.log(tag, f"^{LATEST}"):
            for commit in chain(text):
                reached[commit][series] = when
            reached[f"{author} {text.partition(chr(10))[0]}"][series] = when
    return reached


def scores(found: Measured) -> dict[str, Score]:
    """Predicted against reached series, per kind of range and modal."""
    table: dict[str, Score] = defaultdict(Score)
    for fix in found.fixes:
        wanted, alive = fix.message.instruction, found.alive[fix.id]
        if not (wanted.asks is Asks.YES and wanted.range.explicit and alive):
            continue
        predicted = set(messages.asked(fix.message, alive))
        actual = set(_reached(fix, found.reached)) & set(alive)
        kind = "all" if wanted.range.extent is Extent.ALL else "named"
        for row in ("everything", f"series: {kind}", f"range: {wanted.range.extent}", f"modal: {wanted.modal}"):
            table[row].add(predicted, actual)
    return table


def forgotten(found: Measured) -> Iterator[Forgotten]:
    """Asked for, not there, with the lines of the bug still in the last release of the series."""
    references = (ref for fix in found.fixes for ref in fix.message.references)
    reverted = {ref.commit[:7] for ref in references if ref.relation is Relation.REVERTS}
    for fix in found.fixes:
        wanted = fix.message.instruction
        actual = _reached(fix, found.reached)
        firm = wanted.modal in FIRM and wanted.range.explicit and not wanted.condition
        if not (firm and actual) or fix.id[:7] in reverted or wanted.range.extent is Extent.ALL:
            continue
        for series in set(messages.asked(fix.message, found.released[fix.id])) - set(actual):
            weeks = (found.ends[series] - max(actual.values())) // (7 * 86400)
            older = [each for each in actual if order(each) < order(series)]
            bug, done = lines(found.clone, fix.id, found.last[series])
            if bug == 1 and done == 0 and weeks >= 2:
                also = ", ".join(sorted(actual, key=order, reverse=True))
                still = f"all removed lines are still in {found.last[series]}, {weeks} weeks after the last of these"
                level = LEVELS.get(fix.message.subject.level, 0)
                rank = (bool(older), -FIRM.index(wanted.modal), level, len(actual))
                yield Forgotten(rank, fix, series, f'"{wanted.sentences[0][:90]}"; is in {also}; {still}')


def lines(clone: Clone, commit: str, release: str) -> tuple[float, float]:
    """The share of the fix's removed, and of its added, lines of C that the release has."""
    removed: dict[str, set[str]] = defaultdict(set)
    added: dict[str, set[str]] = defaultdict(set)
    path = ""
    for line in clone.git("show", "--format=", "-U0", commit, "--", "*.c", "*.h").splitlines():
        if line.startswith("+++ "):
            path = line[6:]
        elif line[:1] in "+-" and not line.startswith("---") and re.search(r"\w{3}.*\w{3}", line):
            (added if line[0] == "+" else removed)[path].add(line[1:].strip())
    there = {path: clone.file(release, path) for path in {*removed, *added}}
    return _share(removed, there, 0), _share({path: added[path] - removed[path] for path in added}, there, 1)


def _share(wanted: dict[str, set[str]], there: dict[str, set[str]], empty: float) -> float:
    total = sum(map(len, wanted.values()))
    return sum(len(each & there[path]) for path, each in wanted.items()) / total if total else empty


def _reached(fix: Fix, reached: dict[str, dict[str, int]]) -> dict[str, int]:
    return reached.get(fix.id, {}) | reached.get(f"{fix.author} {fix.title}", {})


def _last(releases: dict[str, int], series: str) -> int:
    return max(int(tag.rpartition(".")[2]) for tag in releases if re.fullmatch(rf"v{re.escape(series)}\.\d+", tag))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.environ["BACKPORT_HAPROXY"])
