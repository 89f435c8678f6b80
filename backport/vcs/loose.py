"""Loose objects that end too early: libgit2 reads such a file for ever, so they are found out before it does."""

import zlib
from collections.abc import Iterator, Sequence
from os import fsdecode
from pathlib import Path
from typing import BinaryIO

_PART = 1 << 16  # bytes read at a time
_MOST_ALTERNATES = 20


def object_folders(git_folder: Path) -> tuple[Path, ...]:
    """The folders of loose objects: the repository's own and those it borrows from."""
    pointer = git_folder / "commondir"
    common = git_folder / pointer.read_text().strip() if pointer.is_file() else git_folder
    found: list[Path] = []
    waiting = [common / "objects"]
    while waiting and len(found) < _MOST_ALTERNATES:
        folder = waiting.pop()
        found.append(folder)
        waiting += _alternates(folder)
    return tuple(found)


def torn(folders: Sequence[Path], name: str) -> bool:
    """Whether the loose object with this full id is there and its compressed stream does not come to an end."""
    for folder in folders:
        try:
            with open(f"{folder}/{name[:2]}/{name[2:]}", "rb") as file:  # noqa: PTH123 - asked for each object that is read
                return not _ends(file)
        except OSError:
            continue  # packed, or not here: libgit2 says so itself
    return False


def _ends(file: BinaryIO) -> bool:
    stream = zlib.decompressobj()
    try:
        while data := file.read(_PART):
            while data and not stream.eof:
                stream.decompress(data, _PART)
                data = stream.unconsumed_tail
    except zlib.error:
        return True  # damaged, but libgit2 notices
    return stream.eof


def _alternates(folder: Path) -> Iterator[Path]:
    listed = folder / "info" / "alternates"
    if listed.is_file():
        for line in listed.read_bytes().splitlines():
            if line and not line.startswith(b"#"):
                yield folder / fsdecode(line)
