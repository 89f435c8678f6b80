"""Objects that git itself would not make: written as they are, past every check."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

from tests.repos import Repo

FILE, FOLDER, LINK, MODULE = 0o100644, 0o040000, 0o120000, 0o160000
WHO = b"Ann Author <ann@example.org> 1600000000 +0000"


def write(repo: Repo, kind: str, data: bytes) -> str:
    """Store a loose object."""
    whole = b"%s %d\0%s" % (kind.encode(), len(data), data)
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = repo.folder / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole, 1))
    return name


def blob(repo: Repo, data: bytes | str) -> str:
    """Store a blob."""
    return write(repo, "blob", data.encode() if isinstance(data, str) else data)


def tree(repo: Repo, entries: Sequence[tuple[int, bytes, str]]) -> str:
    """Store a tree with these entries (mode, name, id), in this order."""
    return write(repo, "tree", b"".join(b"%o %s\0%s" % (mode, name, bytes.fromhex(id_)) for mode, name, id_ in entries))


def entries(repo: Repo, revision: str) -> list[tuple[int, bytes, str]]:
    """The entries of a revision's top folder."""
    listed = repo.git("ls-tree", "-z", revision).split("\0")
    rows = (line.split(None, 3) for line in listed if line)
    return [(int(mode, 8), name.encode(), id_) for mode, _kind, id_, name in rows]


def commit(
    repo: Repo,
    tree_id: str,
    message: bytes = b"fix\n",
    *,
    parents: Sequence[str] | None = None,
    author: bytes = WHO,
    committer: bytes = WHO,
    headers: bytes = b"",
) -> str:
    """Store a commit on top of HEAD, or of `parents`."""
    above = [repo.git("rev-parse", "HEAD")] if parents is None else parents
    lines = [b"tree " + tree_id.encode(), *(b"parent " + parent.encode() for parent in above)]
    lines += [b"author " + author] if author else []
    lines += [b"committer " + committer] if committer else []
    return write(repo, "commit", b"\n".join(lines) + b"\n" + headers + b"\n" + message)


def point(repo: Repo, ref: str, commit_id: str) -> None:
    """Let a ref name a commit, whatever git thinks of its name."""
    path = Path(repo.folder, ".git", ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(commit_id + "\n")
