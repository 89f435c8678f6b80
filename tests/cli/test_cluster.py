"""A local cluster of two workers: the same rows, also where one is killed, cannot do the work, or comes late."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backport.cli import cluster
from backport.cli.pool import workers
from backport.core.errors import UserError
from backport.pipeline.sweep import Job, sweep
from tests import napping
from tests.cli.conftest import Run
from tests.pairs import history, written
from tests.repos import Repo

pytest.importorskip("distributed", reason="needs backport[cluster]")
TOP = Path(__file__).parents[2]
NAP = Job(napping.nap, napping.columns)
pytestmark = pytest.mark.filterwarnings("default")  # the library's own


@dataclass
class Local:
    """A scheduler and workers, each a process."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """One more process of the library."""
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, "PYTHONPATH": str(TOP), **environment},
            cwd=self.folder,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker."""
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")
        return self.start("distributed.cli.dask_worker", self.address, *options, **environment)

    def stop(self) -> None:
        """End what was started."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    made = Local(tmp_path)
    try:
        made.start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(tmp_path / "scheduler.json"),
        )  # fmt: skip
        while not (tmp_path / "scheduler.json").exists():
            time.sleep(0.05)
        yield made
    finally:
        made.stop()


def both(address: str) -> None:
    """Wait until both workers have joined."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)


def test_replay_gives_the_same_on_a_cluster(repo: Repo, local: Local, tmp_path: Path, run: Run) -> None:
    local.worker()
    local.worker()
    both(local.address)
    pairs = written(history(repo), tmp_path / "pairs.csv")
    command = ("replay", "--repo", repo.folder, "--pairs", pairs, "--no-progress")
    here = run(*command, "--jobs", 1)
    there = run(*command, "--cluster", local.address)
    assert (there.code, there.out.splitlines()[:-1]) == (0, here.out.splitlines()[:-1])


def test_a_worker_killed_in_the_middle(local: Local) -> None:
    local.worker()
    local.worker()
    both(local.address)
    found = []
    with workers(0, local.address, napping.willing) as hands:
        for row in sweep(hands, NAP, range(80), None):
            found.append(row)
            if len(found) == 5:
                os.kill(row["pid"], signal.SIGKILL)
    assert sorted(int(row["target"]) for row in found) == list(range(80))
    assert not any("lost" in row for row in found)
    assert len({row["pid"] for row in found[20:]}) == 1


def test_a_worker_without_the_repository_gets_no_work(repo: Repo, local: Local, tmp_path: Path, run: Run) -> None:
    local.worker()
    local.worker(BACKPORT_REPO=str(tmp_path / "nowhere"))
    both(local.address)
    pairs = written(history(repo), tmp_path / "pairs.csv")
    output = tmp_path / "out.jsonl"
    ran = run("replay", "--repo", repo.folder, "--pairs", pairs, "--cluster", local.address, "--output", output)
    assert ran.code == 0
    assert f"gets no work: {tmp_path}/nowhere is not a git repository" in ran.err
    assert {"reason" in json.loads(line) for line in output.read_text().splitlines()} == {False}


def test_a_clone_elsewhere_will_do(repo: Repo, local: Local, tmp_path: Path, run: Run) -> None:
    made = history(repo)
    repo.git("clone", "-q", "--mirror", str(repo.folder), str(tmp_path / "elsewhere"))
    local.worker(BACKPORT_REPO=str(tmp_path / "elsewhere"))
    pairs = written(made, tmp_path / "pairs.csv")
    ran = run("replay", "--repo", tmp_path / "not-here", "--pairs", pairs, "--cluster", local.address)
    assert (ran.code, "of 6 (" in ran.out) == (0, True)


def test_nobody_has_the_repository(local: Local, tmp_path: Path, repo: Repo, run: Run) -> None:
    local.worker(BACKPORT_REPO=str(tmp_path / "nowhere"))
    pairs = written(history(repo), tmp_path / "pairs.csv")
    ran = run("replay", "--repo", repo.folder, "--pairs", pairs, "--cluster", local.address)
    assert ran.code == 2
    assert "no worker of the cluster can do the work" in ran.err
    assert "BACKPORT_REPO=DIR" in ran.err


def test_a_worker_that_joins_later_is_asked_and_used(local: Local) -> None:
    first = local.worker()
    found = []
    with workers(0, local.address, napping.willing_unless_told) as hands:
        for row in sweep(hands, NAP, range(150), None):
            found.append(row)
            if len(found) == 1:
                local.worker(NAPPING_LACKS="a bed")
                local.worker()
                both_joined(local.address)
                first.kill()
    assert sorted(int(row["target"]) for row in found) == list(range(150))
    assert len({row["pid"] for row in found}) == 2


def both_joined(address: str) -> None:
    """Wait until the two late workers are there beside the first."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(3, timeout=60)


def test_when_the_last_worker_is_gone_it_says_so(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    only = local.worker()
    with (
        pytest.raises(UserError, match="no worker of the cluster that could do the work is left"),
        workers(0, local.address, napping.willing) as hands,
    ):
        for _ in sweep(hands, NAP, range(30), None):
            only.kill()


def test_no_scheduler(run: Run, repo: Repo, tmp_path: Path) -> None:
    pairs = written(history(repo), tmp_path / "pairs.csv")
    ran = run("replay", "--repo", repo.folder, "--pairs", pairs, "--cluster", "tcp://127.0.0.1:9")
    assert (ran.code, "no scheduler answers at tcp://127.0.0.1:9" in ran.err) == (2, True)
