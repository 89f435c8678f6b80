"""Which functions code can run through, by the names it mentions: more than it really calls, never less."""

import re
from collections.abc import Iterable

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.index import Index
from backport.csource.lift.source import Source

_WORD = re.compile(r"[A-Za-z_]\w*")


def reachable(index: Index, entries: Iterable[str]) -> frozenset[str]:
    """The functions, macros and tables of an index whose names lead there from the entries."""
    seen: set[str] = set()
    pending = list(entries)
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        pending += (word for text in _texts(index, name) for word in _WORD.findall(text))
    return frozenset(seen)


def _texts(index: Index, name: str) -> Iterable[str]:
    """What a name stands for, as text: a function's definition, a macro's body, a table with what it points to."""
    if name in index.functions:
        yield index.functions[name].text
    macro = index.macros.table.get(name)
    if macro is not None:
        yield " ".join(macro.body)
    for chunk in index.declared.get(name, ()):
        if "{" in chunk.text and "=" in chunk.text:
            yield chunk.text


def reaches(
    source: Source,
    sources: Iterable[str],
    folders: tuple[str, ...],
    config: Iterable[tuple[str, str]],
    entries: Iterable[str],
    touched: frozenset[tuple[str, str]],
) -> bool:
    """Whether a model that enters code at `entries` may run through one of the touched functions.

    `touched` holds pairs of path and function; what is touched outside functions (a header's struct or flag) counts
    when the file is one that the model reads. Sources that cannot be read may reach anything: the model will say why.
    """
    try:
        index = Index(source, sources, folders, config)
    except CannotLift:
        return bool(touched)
    names = reachable(index, entries)
    for path, function in touched:
        defined = index.functions.get(function)
        if path in index.read and (not function or (function in names and defined is not None)):
            return True
    return False
