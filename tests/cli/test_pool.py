"""Processes of this machine as workers: one that dies takes no work with it."""

import os
import signal
from pathlib import Path

import pytest

from backport.cli.pool import workers
from backport.core.errors import UserError
from backport.pipeline.rowfile import RowFile
from backport.pipeline.sweep import Job, sweep
from tests import napping


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_gets_its_row(jobs: int) -> None:
    with workers(jobs, None, napping.willing) as hands:
        found = list(sweep(hands, Job(napping.nap, napping.columns), range(5), None))
    assert sorted(row["target"] for row in found) == ["0", "1", "2", "3", "4"]


def test_a_process_that_is_killed_is_made_good_for() -> None:
    found = []
    with workers(2, None, napping.willing) as hands:
        for row in sweep(hands, Job(napping.nap, napping.columns), range(20), None):
            found.append(row)
            if len(found) == 3:
                os.kill(row["pid"], signal.SIGKILL)
    assert sorted(int(row["target"]) for row in found) == list(range(20))
    assert not any("lost" in row for row in found)


def test_an_item_that_kills_its_process_twice_is_told(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    job = Job(napping.fatal, napping.columns)
    with workers(2, None, napping.willing) as hands, RowFile(output, "target", lambda row: "lost" in row) as file:
        found = {row["target"]: row for row in sweep(hands, job, range(8), file)}
    assert len(found) == 8
    assert [name for name, row in found.items() if "lost" in row] == ["3"]
    assert found["3"]["reason"].startswith("the worker was lost twice while it worked on this: BrokenProcessPool")
    with RowFile(output, "target", lambda row: "lost" in row) as file:
        assert sorted(file.done) == ["0", "1", "2", "4", "5", "6", "7"], "what was lost is made again"


def test_a_machine_that_cannot_work_does_not_begin() -> None:
    with pytest.raises(UserError, match="no such repository"), workers(1, None, lambda: "no such repository"):
        pass
