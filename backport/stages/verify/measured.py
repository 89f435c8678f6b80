"""How well each check did against known backports: figures measured once and kept with the checks."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Measured:
    """Backports with a finding of one check, among those known bad (`rightly`: with the right reason), among those
    known good, and among all of a sample."""

    bad: int
    rightly: int
    good: int
    sample: int


@dataclass(frozen=True)
class Record:
    """The figures of all checks, and how many backports each group has; `what` says which they were."""

    what: str
    bad: int
    good: int
    sample: int
    checks: dict[str, Measured]


@cache
def measured() -> Record:
    """The record that comes with the tool."""
    data = json.loads((files("backport.stages.verify") / "measured.json").read_text(encoding="utf-8"))
    checks = {name: Measured(**figures) for name, figures in data.pop("checks").items()}
    return Record(checks=checks, **data)
