"""Tree objects as bytes: pygit2's own builder refuses names that are not UTF-8, git does not."""

from collections.abc import Mapping

from backport.core.commit import Entry

_FOLDER = 0o040000


def parse(data: bytes) -> dict[bytes, Entry]:
    """The entries of a tree object by name (format: `mode SP name NUL 20-byte id`, see git's gitformat-pack)."""
    entries: dict[bytes, Entry] = {}
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        entries[data[space + 1 : end]] = Entry(data[end + 1 : end + 21].hex(), int(data[at:space], 8))
        at = end + 21
    return entries


def dump(entries: Mapping[bytes, Entry]) -> bytes:
    """The tree object with these entries, in git's order: a folder sorts as if its name ended with a slash."""
    ordered = sorted(entries, key=lambda name: name + b"/" if entries[name].mode == _FOLDER else name)
    return b"".join(b"%o %s\0%s" % (entries[name].mode, name, bytes.fromhex(entries[name].id)) for name in ordered)
