"""What models said before, kept in the user's cache: the same code, model and options give the same answer."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

import backport
from backport.csource.lift.source import Source
from backport.models.base import Blueprint
from backport.models.compare import Delta
from backport.models.explore import Limits
from backport.runs.atomic import write_text

_PARTS = ("core/behaviour.py", "csource", "models", "projects")


def remembered(
    blueprint: Blueprint,
    trees: tuple[Source, Source],
    options: Mapping[str, str],
    limits: Limits,
    work: Callable[[], Delta],
    folder: Path | None = None,
) -> Delta:
    """What `work` gives, from the cache where the same was asked before; a cache that is unusable costs only time."""
    name = key(blueprint, trees, options, limits.states)
    file = (folder or user_cache_path("backport") / "models") / name[:2] / f"{name}.json"
    known = _read(file)
    if known is not None:
        return known
    found = work()
    if not found.reason:  # what met a limit of time may end otherwise on another day
        _write(file, found)
    return found


def key(blueprint: Blueprint, trees: Iterable[Source], options: Mapping[str, str], states: int = 0) -> str:
    """What names an answer: everything that it depends on, as one hash; `states` is where the search gave up."""
    said = [_machinery(), blueprint.name, sorted(options.items()), states]
    return hashlib.sha256(json.dumps([*said, *(_code(tree, blueprint.reads) for tree in trees)]).encode()).hexdigest()


def _code(tree: Source, reads: tuple[str, ...]) -> str:
    """The contents of everything that a model may read of a tree."""
    found = hashlib.sha256()
    wanted = (p for p in tree.paths() if any(p == r or p.startswith(f"{r}/") for r in reads))
    for path in sorted(wanted):
        text = tree.read(path) or b""
        found.update(f"{path}\0{len(text)}\0".encode() + text)
    return found.hexdigest()


@cache
def _machinery() -> str:
    """The lifter, the models and their worlds: an answer holds for the code that gave it."""
    top = Path(backport.__file__).parent
    found = hashlib.sha256()
    for part in _PARTS:
        place = top / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
            found.update(file.relative_to(top).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _read(file: Path) -> Delta | None:
    from cattrs import Converter

    try:
        return Converter().structure(json.loads(file.read_text(encoding="utf-8")), Delta)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    except Exception as error:  # cattrs wraps what is wrong with a damaged file in groups of its own
        if type(error).__module__.startswith("cattrs"):
            return None
        raise


def _write(file: Path, found: Delta) -> None:
    from cattrs import Converter

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, json.dumps(Converter().unstructure(found)))
    except OSError:
        return
