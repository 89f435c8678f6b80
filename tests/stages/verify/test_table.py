"""The table of checks: each file of the folder has its row, and the marks that decide who is heard are right."""

from pathlib import Path

from backport.pipeline import judge
from backport.stages.verify import checks
from backport.stages.verify.table import CHECKS

FILES = {path.stem for path in Path(checks.__file__).parent.glob("[a-z]*.py")}


def test_every_file_has_a_row() -> None:
    assert sorted(check.run.__module__.rpartition(".")[2] for check in CHECKS) == sorted(FILES)
    assert all(check.prose for check in CHECKS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_who_needs_a_compiler_who_only_tells_and_who_asks_whether_it_was_to_be_chosen() -> None:
    assert [check.name for check in CHECKS if check.compiles] == ["compiler"]
    assert [check.name for check in CHECKS if check.tells] == ["drift"]
    assert [check.name for check in CHECKS if check.chooses] == ["strictness", "request"]


def test_who_is_asked_when() -> None:
    everyone = [check.name for check in CHECKS]
    assert [check.name for check in judge.STATIC] == [name for name in everyone if name != "compiler"]
    assert [check.name for check in judge.NAMED] == [name for name in everyone if name not in ("strictness", "request")]
    assert [check.name for check in judge.NAMED_STATIC] == [
        n for n in everyone if n not in ("compiler", "strictness", "request")
    ]
