"""A configuration as plain data."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from backport.core.trailers import How


@dataclass(frozen=True)
class Listed:
    """A series as it is written down: it stands at a branch (also a remote one) or at the newest tag of a pattern.

    `folder` is another repository for projects that keep one clone per series; with neither branch nor tags its HEAD.
    """

    name: str
    branch: str = ""
    tags: str = ""
    folder: Path | None = None
    living: bool = True


@dataclass(frozen=True)
class Discovery:
    """How series are found when none is listed: patterns of branch and tag names, see `backport.config.patterns`."""

    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    oldest: str = ""
    dead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trailers:
    """What a backport's message says: where it comes from, who (`initials`) adapted it, who signs it off."""

    style: How = How.CHERRY_PICKED
    sign_off: bool = True
    initials: str = ""


@dataclass(frozen=True)
class Compiler:
    """How one C file is checked: `command` and `flags` are words, never a shell line. `seconds` bounds one run."""

    command: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    seconds: int = 60


@dataclass(frozen=True)
class Suppression:
    """A finding that a person looked at: its fingerprint (check, path, subject), why it is fine, and until when."""

    fingerprint: str
    reason: str
    expires: date | None = None


@dataclass(frozen=True)
class Config:
    """All that a project's people decide. `file` is where it was read, None where it was guessed."""

    file: Path | None
    project: str
    development: str
    listed: tuple[Listed, ...] = ()
    discovery: Discovery = field(default_factory=Discovery)
    trailers: Trailers = field(default_factory=Trailers)
    compiler: Compiler = field(default_factory=Compiler)
    skipped_checks: tuple[str, ...] = ()
    map_folder: Path | None = None
    suppressions: tuple[Suppression, ...] = ()
    evidence: tuple[str, ...] = ()  # what a guessed project was recognised by
