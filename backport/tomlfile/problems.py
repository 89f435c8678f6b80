"""A mistake in a TOML file, with the place to correct it."""

from collections.abc import Iterable
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


class TomlError(UserError):
    """All that is wrong with some files, at once."""

    def __init__(self, problems: Iterable[Problem], way_out: str) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)), way_out)

    def __reduce__(self) -> tuple[type["TomlError"], tuple[tuple[Problem, ...], str]]:  # type: ignore[override]
        return type(self), (self.problems, self.way_out)
