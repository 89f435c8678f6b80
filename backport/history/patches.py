"""Patch-ids, computed when they are first asked for and kept in the index."""

from backport.history.index import Index


def patch_id(index: Index, commit: str) -> str | None:
    """git's stable patch-id of a commit in hex; None for what has none (a merge, a root, an empty or vast commit)."""
    known, value = index.stored_patch_id(commit)
    if not known:
        value = index.holder(commit).patch_id(commit)
        index.store_patch_id(commit, value)
    return value
