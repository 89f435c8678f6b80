"""Tree objects as bytes: pygit2's own builder refuses names that are not UTF-8, git does not."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from backport.core.commit import Entry

_FOLDER = 0o040000
_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
_SIGNS = 2  # bytes of an entry besides its mode, its name and its id
_KEPT = 50_000  # entries made once: neighbouring trees have most in common


def parse(data: bytes) -> dict[bytes, Entry]:
    """The entries of a tree object by name (format: `mode SP name NUL 20-byte id`, see git's gitformat-pack).

    Raises ValueError for what is no tree object.
    """
    found = _ENTRY.findall(data)
    if sum(map(len, chain.from_iterable(found))) + _SIGNS * len(found) != len(data):
        raise ValueError("no tree object")
    return {name: _entry(mode, raw) for mode, name, raw in found}


@lru_cache(maxsize=_KEPT)
def _entry(mode: bytes, raw: bytes) -> Entry:
    return Entry(raw.hex(), int(mode, 8))


def dump(entries: Mapping[bytes, Entry]) -> bytes:
    """The tree object with these entries, in git's order: a folder sorts as if its name ended with a slash."""
    ordered = sorted(entries, key=lambda name: name + b"/" if entries[name].mode == _FOLDER else name)
    return b"".join(b"%o %s\0%s" % (entries[name].mode, name, bytes.fromhex(entries[name].id)) for name in ordered)
