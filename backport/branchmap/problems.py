"""A mistake in a map, with the place to correct it."""

from collections.abc import Sequence
from dataclasses import dataclass

from backport.core.errors import UserError


@dataclass(frozen=True, order=True)
class Problem:
    """`line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class MapError(UserError):
    """All that is wrong with a map, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)), "docs/MAPS.md describes the format")

    def __reduce__(self) -> tuple[type["MapError"], tuple[tuple[Problem, ...]]]:  # type: ignore[override]
        return type(self), (self.problems,)
