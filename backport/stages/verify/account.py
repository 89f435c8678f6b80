"""The fix's change and the result's change against each other, statement by statement: what each difference is.

Spacing and comments do not count. A statement is a line of tokens; the same statement removed and added is a move.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from backport.stages.verify.change import Change, is_name, tokens

Tokens = tuple[bytes, ...]
_ALIKE = 0.6  # of the tokens in common: the same statement in other words
_LONGEST = 400  # tokens of a line; a longer one is data
_MOST = 400  # statements left over on a side; more is a rewrite that lines say nothing about


@dataclass(frozen=True)
class Statement:
    """A line of a change: its tokens, the number of the line (from 1, in the old text where it is removed)."""

    tokens: Tokens
    path: str
    function: str
    line: int

    @property
    def telling(self) -> bool:
        """Whether it says something of its own: not a brace, `break` or `else`."""
        return len(self.tokens) >= 4 and any(map(is_name, self.tokens))

    @property
    def text(self) -> str:
        """For a person to read."""
        return b" ".join(self.tokens).decode("utf-8", "replace")


@dataclass(frozen=True)
class Sides:
    """What a change removes and what it adds."""

    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]


@dataclass(frozen=True)
class Account:
    """What is left of two changes after all that is the same in both.

    `altered` pairs what the fix adds with what the result adds in other words, `rewritten` what they remove.
    """

    missing_added: tuple[Statement, ...]
    missing_removed: tuple[Statement, ...]
    extra_added: tuple[Statement, ...]
    extra_removed: tuple[Statement, ...]
    altered: tuple[tuple[Statement, Statement], ...]
    rewritten: tuple[tuple[Statement, Statement], ...]

    @property
    def empty(self) -> bool:
        """Whether the two changes are the same."""
        left = (self.missing_added, self.missing_removed, self.extra_added, self.extra_removed)
        return not any((*left, self.altered, self.rewritten))


def _said(item: Statement) -> object:
    return item.tokens


def _said_here(item: Statement) -> object:
    return item.function, item.tokens


def sides(change: Change) -> Sides:
    """A change's statements; what is removed in one place and added in another is neither."""
    removed = [s for h in change.hunks for s in _statements(change, h.function, h.old_start, len(h.old), True)]
    added = [s for h in change.hunks for s in _statements(change, h.function, h.new_start, len(h.new), False)]
    return Sides(tuple(_without(removed, added)), tuple(_without(added, removed)))


def account(fix: Iterable[Sides], result: Iterable[Sides]) -> Account:
    """Set the statements of the fix's files against those of the result's files."""
    fixes, results = [*fix], [*result]
    added, extra_added = _cancel([s for one in fixes for s in one.added], [s for one in results for s in one.added])
    removed, extra_removed = _cancel(
        [s for one in fixes for s in one.removed], [s for one in results for s in one.removed]
    )
    altered, added, extra_added = _alike(added, extra_added)
    rewritten, removed, extra_removed = _alike(removed, extra_removed)
    return Account(
        tuple(added), tuple(removed), tuple(extra_added), tuple(extra_removed), tuple(altered), tuple(rewritten)
    )


def _statements(change: Change, function: str, start: int, count: int, old: bool) -> Iterator[Statement]:
    lines = change.bare_old if old else change.bare_new
    for number in range(start, start + count):
        found = tokens(lines[number])
        if found:
            yield Statement(found, change.path, function, number + 1)


def _without(
    these: Sequence[Statement], those: Sequence[Statement], same: Callable[[Statement], object] = _said
) -> Iterator[Statement]:
    left = Counter(map(same, those))
    for item in these:
        if left[same(item)]:
            left[same(item)] -= 1
        else:
            yield item


def _cancel(one: Sequence[Statement], two: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """What is in one of the two only: a statement answers first to the same one in the same function."""
    for same in (_said_here, _said):
        one, two = [*_without(one, two, same)], [*_without(two, one, same)]
    return [*one], [*two]


def _alike(
    one: list[Statement], two: list[Statement]
) -> tuple[list[tuple[Statement, Statement]], list[Statement], list[Statement]]:
    """Pair off statements that say the same in other words, the most alike first."""
    if len(one) * len(two) > _MOST * _MOST // 4:
        return [], one, two
    ranked = sorted(
        (
            (-ratio, first, second)
            for first, a in enumerate(one)
            for second, b in enumerate(two)
            if (ratio := alike(a.tokens, b.tokens)) >= _ALIKE
        ),
    )
    taken_one: set[int] = set()
    taken_two: set[int] = set()
    pairs: list[tuple[Statement, Statement]] = []
    for _, first, second in ranked:
        if first not in taken_one and second not in taken_two:
            taken_one.add(first)
            taken_two.add(second)
            pairs.append((one[first], two[second]))
    return (
        pairs,
        [item for number, item in enumerate(one) if number not in taken_one],
        [item for number, item in enumerate(two) if number not in taken_two],
    )


def alike(one: Tokens, two: Tokens) -> float:
    """How much two statements have in common, 0 to 1."""
    short, long = sorted((len(one), len(two)))
    if 2 * short < (long + short) * _ALIKE or long > _LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def substitutions(one: Tokens, two: Tokens) -> tuple[tuple[Tokens, Tokens], ...]:
    """The stretches in which two statements differ."""
    found = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    return tuple((one[a:b], two[c:d]) for how, a, b, c, d in found if how != "equal")
