"""Where C text comes from: a git tree, a folder, memory."""

from collections.abc import Iterable
from typing import Protocol


class Source(Protocol):
    """Files by path, with `/` between folders."""

    def paths(self) -> Iterable[str]:
        """All paths."""
        ...

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None if there is no such file."""
        ...
