"""C texts by path, as a source of files."""

from collections.abc import Iterable


class Texts:
    """Files in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = {path: text.encode() for path, text in files.items()}

    def paths(self) -> Iterable[str]:
        """All paths."""
        return self._files

    def read(self, path: str) -> bytes | None:
        """A file's bytes."""
        return self._files.get(path)
