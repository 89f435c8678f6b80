"""All commits that are one fix: where its chain begins, and every commit whose chain names it."""

from backport.history.index import Index


def origin(index: Index, commit: str) -> str:
    """Where the chain of `commit` begins, as far as the index knows that commit; else `commit` itself."""
    return next((each for each in index.chain(commit) if index.get(each) is not None), commit)


def family(index: Index, commit: str) -> frozenset[str]:
    """`commit`, the commits it was picked from, and every pick of any of them."""
    found: set[str] = set()
    queue = [commit]
    while queue:
        each = queue.pop()
        if each in found or index.get(each) is None:
            continue
        found.add(each)
        queue.extend(index.chain(each))
        queue.extend(index.picks(each))
    return frozenset(found)
