"""What pygit2 gives, as plain data: commits, changes, identities."""

from os import fsdecode

import pygit2

from backport.core.commit import ChangeKind, Commit, FileChange, Identity

# What Python calls encodings and nobody writes text in; some of them are slow, or make text of escapes.
_NO_CHARSETS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem")
_KINDS = {"A": ChangeKind.ADDED, "D": ChangeKind.DELETED}


def commit(found: pygit2.Commit) -> Commit:
    """A commit; what is not in the encoding that it names is replaced."""
    return Commit(
        id=str(found.id),
        tree=str(found.tree_id),
        parents=tuple(map(str, found.parent_ids)),
        author=_identity(found.author),
        committer=_identity(found.committer),
        message=_decode(found.raw_message, found.message_encoding),
    )


def change(delta: pygit2.DiffDelta) -> FileChange:
    """What happened to one file; a side that is not there has no blob."""
    kind = _KINDS.get(delta.status_char(), ChangeKind.MODIFIED)
    old, new = delta.old_file, delta.new_file
    return FileChange(
        path=fsdecode((old if kind == ChangeKind.DELETED else new).raw_path),
        kind=kind,
        old_blob="" if kind == ChangeKind.ADDED else str(old.id),
        new_blob="" if kind == ChangeKind.DELETED else str(new.id),
        old_mode=0 if kind == ChangeKind.ADDED else int(old.mode),
        new_mode=0 if kind == ChangeKind.DELETED else int(new.mode),
    )


def _identity(signature: pygit2.Signature) -> Identity:
    return Identity(
        _decode(signature.raw_name, None), _decode(signature.raw_email, None), signature.time, signature.offset
    )


def _decode(raw: bytes, encoding: str | None) -> str:
    try:
        return raw.decode("utf-8" if encoding is None or encoding.lower() in _NO_CHARSETS else encoding)
    except (ValueError, LookupError):
        return raw.decode("utf-8", "replace")
