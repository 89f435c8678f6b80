"""--timeout and --max-memory: what is too much for one target is said, and the others are done."""

import json
import time
from typing import Any

import pytest

from backport.pipeline import line, verify
from tests.cli.conftest import Run
from tests.hostile.ground import Ground, ground

ONTO = ("--onto", "2=stable-2~1", "--onto", "1=stable-1")


@pytest.fixture
def at(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("ground") / "repo")


def hang(*_arguments: Any) -> Any:
    """What a hostile repository might bring about."""
    time.sleep(60)


def eat(*_arguments: Any) -> Any:
    """The same, with memory."""
    return bytearray(8 << 30)


@pytest.mark.parametrize(
    ("trouble", "option", "reason"),
    [
        (hang, ("--timeout", "4"), "not done after 4 seconds"),
        (eat, ("--max-memory", "700"), "more than 700 MB of memory were needed"),
    ],
)
def test_one_target_is_too_much(
    trouble: Any, option: tuple[str, str], reason: str, at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = line.take

    def take(*arguments: Any) -> Any:
        return trouble() if arguments[-1].series == "2" else real(*arguments)

    monkeypatch.setattr(line, "take", take)
    ran = run("port", at.fix, "--repo", at.folder, *ONTO, "--json", *option)
    found = {case["target"]["series"]: case for case in json.loads(ran.out)["cases"]}
    assert {series: case["verdict"] for series, case in found.items()} == {"2": "UNKNOWN", "1": "SOUND"}
    assert found["2"]["findings"][0]["message"] == reason
    assert option[0] in found["2"]["findings"][0]["evidence"][0]
    assert ran.code == 1


def test_verify(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "words", hang)
    ran = run("verify", at.backport, "--repo", at.folder, "--json", "--timeout", "4")
    assert (ran.code, json.loads(ran.out)["verdict"]) == (1, "UNKNOWN")


def test_plan(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import backport.cli.plan

    monkeypatch.setattr(backport.cli.plan, "plan", hang)
    ran = run("plan", at.fix, "--repo", at.folder, *ONTO, "--timeout", "4")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: not done after 4 seconds\n")


@pytest.mark.parametrize("verb", ["port", "plan", "verify"])
def test_no_limits_at_all(verb: str, at: Ground, run: Run) -> None:
    words = {"port": (at.fix, *ONTO), "plan": (at.fix, *ONTO), "verify": (at.backport,)}[verb]
    free = run(verb, *words, "--repo", at.folder, "--timeout", "0", "--max-memory", "0")
    assert free.err == ""
    assert free.code in (0, 1)


def hanging(_task: Any) -> dict[str, Any]:
    """A backport that nobody can examine."""
    time.sleep(60)
    return {}


def test_audit(at: Ground, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import backport.cli.audit
    from backport.pipeline import audit
    from backport.pipeline.sweep import Job

    monkeypatch.setattr(backport.cli.audit, "JOB", Job(hanging, audit.columns))
    ran = run("audit", at.backport, "--repo", at.folder, "--jobs", 1, "--timeout", 1)
    assert ran.code == 1
    assert "UNKNOWN" in ran.out
    assert "audit: not done after 1 seconds" in " ".join(ran.out.split())
