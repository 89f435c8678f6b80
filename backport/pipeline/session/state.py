"""What is known of a port that waits for a person, in one file that is always whole."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from backport.core.case import Case, Outcome, Run
from backport.core.errors import UserError
from backport.pipeline.ported import Manner
from backport.runs import document
from backport.runs.atomic import write_text
from backport.vcs.repository import Repository

_FORMAT = 1
_FILE, _LOCK = "state.json", "lock"
SCRATCH, _TREES = "scratch.git", "trees"


@dataclass(frozen=True)
class Open:
    """A conflict that a person has: the fix as `source` has it meets `series`; the files' `texts` were these blobs."""

    series: str
    source: str
    texts: dict[str, str]


@dataclass(frozen=True)
class Delivery:
    """What is done with the results once all are there: branches by a template, patches and a page in these places."""

    branch: str = ""
    patches: str = ""
    html: str = ""


@dataclass(frozen=True)
class State:
    """A port that waits. `run` holds a case for every target; `skipped` are series that a person gave up."""

    repository: str
    config: str
    run: Run
    manner: Manner
    compiles: bool = True
    models: bool = True
    delivery: Delivery = Delivery()
    open: tuple[Open, ...] = ()
    skipped: tuple[str, ...] = ()

    def opened(self, series: str) -> Open | None:
        """The conflict of a series, None where it has none."""
        return next((one for one in self.open if one.series == series), None)

    def without(self, series: str) -> "State":
        """The state with that conflict closed."""
        return replace(self, open=tuple(one for one in self.open if one.series != series))

    def case(self, series: str) -> Case:
        """The case of a series."""
        return next(case for case in self.run.cases if case.target.series == series)

    @property
    def stuck(self) -> tuple[Case, ...]:
        """The targets that need a person and were not given up."""
        return tuple(
            case
            for case in self.run.cases
            if case.application.outcome == Outcome.CONFLICT and case.target.series not in self.skipped
        )


def root() -> Path:
    """The user's state folder."""
    return Path(platformdirs.user_state_path("backport", appauthor=False))


def key(repository: Repository) -> str:
    """The name of what is kept for a repository: one for all its work trees."""
    return hashlib.sha256(str(repository.common_folder.resolve()).encode(errors="surrogateescape")).hexdigest()[:16]


def folder_of(repository: Repository) -> Path:
    """Where a port of this repository waits; also when asked from within one of its conflicts' work trees."""
    inside = repository.common_folder.parent
    if repository.common_folder.name == SCRATCH and (inside / _FILE).is_file():
        return inside
    return root() / "ports" / key(repository)


def waiting(folder: Path) -> bool:
    """Whether a port waits there."""
    return (folder / _FILE).is_file()


def save(folder: Path, state: State) -> None:
    """Write the state, whole or not at all."""
    plain: dict[str, Any] = asdict(replace(state, run=_NO_RUN)) | {"run": document.of_run(state.run)}
    write_text(folder / _FILE, document.dumps({"format": _FORMAT, "kind": "port", **plain}))


def load(folder: Path) -> State:
    """The state of the port that waits. Raises UserError where none does, or where the file is damaged."""
    if not waiting(folder):
        raise UserError("no port waits to be continued here", "'backport port COMMIT --resolve' begins one")
    try:
        plain = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        if plain["format"] != _FORMAT:
            raise ValueError(f"format {plain['format']!r}")
        return State(
            repository=plain["repository"],
            config=plain["config"],
            run=document.to_run(plain["run"]),
            manner=Manner(**plain["manner"]),
            compiles=plain["compiles"],
            models=plain["models"],
            delivery=Delivery(**plain["delivery"]),
            open=tuple(Open(**one) for one in plain["open"]),
            skipped=tuple(plain["skipped"]),
        )
    except (OSError, ValueError, KeyError, TypeError, UserError) as error:
        raise UserError(f"{folder / _FILE} is damaged: {error}", "give the port up: 'backport port --abort'") from error


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes away from a port while the block runs. Raises UserError where one is at it.

    The lock is not shared with forked processes: what a killed port had started keeps nobody away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError("another backport is at work on this port", "wait until it is done") from error
        yield


def clear(folder: Path) -> None:
    """Take away what a port left that was ended before its state was ever written."""
    for part in (SCRATCH, _TREES):
        shutil.rmtree(folder / part, ignore_errors=True)


def remove(folder: Path) -> None:
    """Take a port away with all that belongs to it; the state goes first, so half of one is none."""
    (folder / _FILE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


_NO_RUN = Run("", "", "", "", "", ())
