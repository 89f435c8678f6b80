"""Which generation a tree is: from its files, never from its version string."""

from collections.abc import Sequence
from functools import cache, lru_cache

from backport.branchmap.lexical import occurrences
from backport.branchmap.values import Clause, Generation, Recognised, Source


def recognise(generations: Sequence[Generation], source: Source) -> Recognised:
    """The newest generation that has begun in the tree, provided that all older ones are there in full.

    A generation has begun where one of its positive clauses holds: that a file is absent also holds long before.
    Whatever does not fit is told: clauses of a begun generation that do not hold. A hole before the last begun
    generation leaves no answer.
    """
    reader = _Reader(source)
    begun = [any(map(reader.holds, _positive(generation))) for generation in generations]
    if not any(begun):
        return Recognised(None, (), tuple(f"not so: {clause}" for clause in generations[0].since))
    last = max(index for index, yes in enumerate(begun) if yes)
    reached = generations[: last + 1]
    holes = [[clause for clause in generation.since if not reader.holds(clause)] for generation in reached]
    name = None if any(holes[:last]) else reached[last].name
    return Recognised(
        name,
        tuple(str(clause) for clause in reached[last].since if clause not in holes[last]),
        tuple(
            f"{generation.name}: not so: {clause}"
            for generation, missing in zip(reached, holes, strict=True)
            for clause in missing
        ),
    )


def _positive(generation: Generation) -> list[Clause]:
    return [clause for clause in generation.since if clause.positive]


class _Reader:
    """Each file is read once."""

    def __init__(self, source: Source) -> None:
        self._read = cache(source.read)

    def holds(self, clause: Clause) -> bool:
        files = [found for found in map(self._read, clause.paths) if found is not None]
        if clause.absent:
            return not files
        if clause.lacks:
            return not any(_has(found, clause.lacks) for found in files)
        if clause.has:
            return any(_has(found, name) for found in files for name in clause.has)
        return bool(files)


@lru_cache(maxsize=1_000)
def _has(text: bytes, name: str) -> bool:
    return next(occurrences(text, name.encode()), None) is not None
