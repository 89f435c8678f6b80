"""Runs on disk: one folder per run, written whole, so that a report can be made again long after the run."""

import itertools
import re
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from backport.core.case import Run
from backport.core.errors import UserError
from backport.runs import document
from backport.runs.atomic import write_text

DOCUMENT = "run.json"
_DRAFT = ".draft-"
_OLD = 3600  # seconds after which nobody can be writing a draft any more
MOST = 1_000  # runs that are kept in a folder: the oldest go first
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<when>[0-9]{8}T[0-9]{6}Z)-(?P<origin>[0-9a-f]{1,12})(?:-[0-9]+)?")


@dataclass(frozen=True)
class Stored:
    """A run on disk: `id` is the folder's name, `when` (UTC) when it was saved, `origin` the fix's id, shortened."""

    id: str
    folder: Path
    when: datetime
    origin: str

    @property
    def document(self) -> Path:
        """The file that holds the run's JSON document."""
        return self.folder / DOCUMENT


def default_folder() -> Path:
    """Where runs are kept unless the caller says otherwise: the user's state folder."""
    return Path(platformdirs.user_state_path("backport", appauthor=False)) / "runs"


def save(run: Run, folder: Path | None = None, when: datetime | None = None) -> Stored:
    """Keep `run` under a new name made of the time and the fix's id. Safe beside other processes that do the same.

    Of more than `MOST` runs the oldest are removed.

    UserError when the folder cannot be written.
    """
    root = folder or default_folder()
    name = f"{(when or datetime.now(UTC)).astimezone(UTC):{_TIME}}-{_short(run.origin)}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root))
        try:
            write_text(draft / DOCUMENT, document.dumps(document.of_run(run)))
            kept = _stored(_settle(draft, root, name))
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        for old in stored(root)[MOST:]:
            shutil.rmtree(old.folder, ignore_errors=True)
        return kept
    except OSError as error:
        raise UserError(f"the run cannot be kept in {root}: {error.strerror}", "Name another folder.") from error


def stored(folder: Path | None = None) -> tuple[Stored, ...]:
    """Every run of the folder, newest first; what is not a run is passed over. Nothing is read but names."""
    root = folder or default_folder()
    if not root.is_dir():
        return ()
    found = [path for path in root.iterdir() if _NAME.fullmatch(path.name) and (path / DOCUMENT).is_file()]
    return tuple(_stored(path) for path in sorted(found, reverse=True, key=lambda path: path.name))


def load(source: str | Path, folder: Path | None = None) -> Run:
    """The run named by its id in `folder`, or by the path of its folder or document.

    UserError when there is none, when it is damaged, or when its format is not known.
    """
    path = _find(source, folder or default_folder())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"there is no run to read at {path}", "Name a run's id, its folder or its JSON file."
        ) from error
    return document.to_run(document.loads(text, str(path)), str(path))


def _find(source: str | Path, root: Path) -> Path:
    if isinstance(source, str) and _NAME.fullmatch(source):
        return root / source / DOCUMENT
    path = Path(source)
    return path / DOCUMENT if path.is_dir() else path


def _sweep(root: Path) -> None:
    """Remove the drafts of processes that were killed."""
    for left in root.glob(_DRAFT + "*"):
        with suppress(OSError):
            if left.lstat().st_mtime < time.time() - _OLD:
                shutil.rmtree(left, ignore_errors=True)


def _settle(draft: Path, root: Path, name: str) -> Path:
    """Give the draft its final name, or the next free one: renaming onto a folder that has content fails."""
    numbers = itertools.count(2)
    final = root / name
    while True:
        try:
            return draft.rename(final)
        except OSError:
            if not final.exists():
                raise
            final = root / f"{name}-{next(numbers)}"


def _stored(path: Path) -> Stored:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(path.name)
    when = datetime.strptime(match["when"], _TIME).replace(tzinfo=UTC)
    return Stored(path.name, path, when, match["origin"])


def _short(origin: str) -> str:
    return re.sub("[^0-9a-f]", "", origin.lower())[:12] or "0"
