"""What pygit2 gives, as plain data: commits, identities."""

import pygit2

from backport.core.commit import Commit, Identity

# What Python calls encodings and nobody writes text in; some of them are slow, or make text of escapes.
_NO_CHARSETS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem")


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


def _identity(signature: pygit2.Signature) -> Identity:
    return Identity(
        _decode(signature.raw_name, None), _decode(signature.raw_email, None), signature.time, signature.offset
    )


def _decode(raw: bytes, encoding: str | None) -> str:
    try:
        return raw.decode("utf-8" if encoding is None or encoding.lower() in _NO_CHARSETS else encoding)
    except (ValueError, LookupError):
        return raw.decode("utf-8", "replace")
