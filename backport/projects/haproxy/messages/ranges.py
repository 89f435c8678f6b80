"""Which series a sentence means, by the words around version numbers."""

import re
from dataclasses import replace

from backport.projects.haproxy.messages import phrases as say
from backport.projects.haproxy.messages.series import named, order
from backport.projects.haproxy.messages.values import Extent, Range

# The first row that fits decides.
_EXTENTS: tuple[tuple[Extent, re.Pattern[str]], ...] = (
    (Extent.SPAN, say.SPAN),
    (Extent.OLDER, say.OLDER),
    (Extent.ABOVE, say.ABOVE),
    (Extent.AS_FAR_AS, say.AS_FAR_AS),
    (Extent.UP_TO, say.UP_TO),
)
# What makes a version that stands far from the word a target; behind "all versions" it takes plainer words.
_BOUNDS = (say.SPAN, say.ABOVE, say.AS_FAR_AS, say.UP_TO, say.NAMELY, say.TO_THOSE)
_BEHIND_ALL = (say.SPAN, say.AS_FAR_AS, say.UP_TO, say.NAMELY)


def read(target: str) -> Range:
    """The range of the series that `target` names; its extent is UNSAID where it names none."""
    part = _part(target)
    every = say.ALL.search(part)
    if not named(part):
        bounds = _BEHIND_ALL if every else _BOUNDS
        part = next((bound[0] for pattern in bounds if (bound := pattern.search(target))), "")
    elif every and not any(pattern.search(part) for pattern in (*_BEHIND_ALL, say.ABOVE)):
        if not named(part[: every.start()]):
            return Range()
        part = part[: every.start()]  # "to 2.6, and possibly to older versions as well"
    if not (versions := named(part)):
        return Range()
    excluded = tuple(v for found in say.NOT.finditer(part) for v in named(found[0]))
    if not (wanted := [v for v in versions if v not in excluded]):
        return Range()
    maybe = _maybe(part, wanted)
    firm = [v for v in wanted if v not in maybe] or wanted
    result = Range(versions=tuple(firm), maybe=tuple(v for v in maybe if v not in firm), but_not=excluded)
    return _bounded(part, replace(result, only=bool(say.ONLY.search(part))))


def behind_all(target: str) -> str | None:
    """Where `target` begins by naming all series, or all stable ones: what follows; else None."""
    part = _part(target)
    found = say.ALL.search(part)
    if not found or say.SOME.search(part[: found.end()]):
        return None
    return target[found.end() :].lstrip(" ,")


def _part(target: str) -> str:
    """The part of what follows "backport" that says where to."""
    return target[: end.start()] if (end := say.TARGET_ENDS.search(target)) else target


def _bounded(part: str, named_so_far: Range) -> Range:
    """The same range with its extent and ends."""
    firm = named_so_far.versions
    lowest = min(firm, key=order)
    for extent, pattern in _EXTENTS:
        if found := pattern.search(part):
            low, high = _ends(found)
            if extent is Extent.SPAN:
                low, high = sorted((low, high), key=order)
            elif extent is Extent.OLDER:
                low = ""
            else:
                low, high = lowest, ""
            return replace(named_so_far, extent=extent, lowest=low, highest=high, only=False)
    if named_so_far.only:
        return replace(named_so_far, extent=_count(firm), lowest=lowest, highest=max(firm, key=order))
    return replace(named_so_far, extent=_count(firm), lowest=lowest)


def _count(versions: tuple[str, ...]) -> Extent:
    return Extent.ONE if len(versions) == 1 else Extent.LIST


def _ends(found: re.Match[str]) -> tuple[str, str]:
    """The lowest and the highest series of a row's match."""
    groups = found.groupdict()
    low, high = (next((text for key, text in groups.items() if key[0] == end and text), "") for end in "ab")
    return next(iter(named(low)), ""), next(iter(named(high)), "")


def _maybe(part: str, versions: list[str]) -> list[str]:
    """The versions that stand behind "maybe", "possibly" and the like."""
    found = say.MAYBE.search(part)
    return [v for v in named(part[found.start() :]) if v in versions] if found else []
