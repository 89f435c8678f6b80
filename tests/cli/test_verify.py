"""`backport verify`: a person's backport, examined as the tool examines its own."""

import json
from pathlib import Path

import pytest

from backport.demo import build
from tests.cli.conftest import Run
from tests.repos import git

CONFIG = ("--config", "main:backport.toml")
TEST = "!(lk->state & (LK_ST_CON | LK_ST_RDY | LK_ST_EST))"
PUSH = f"void link_push(struct link *lk)\n{{\n\tif ({TEST})"
CLOSE = f"void link_close(struct link *lk)\n{{\n\tif ({TEST})"


@pytest.fixture
def relay(tmp_path: Path) -> Path:
    """The miniature project, checked out on 2.1."""
    folder = build(tmp_path / "relay").folder
    git(folder, "checkout", "-q", "relay-2.1")
    return folder


def commit(relay: Path, old: str, new: str, *trailers: str) -> str:
    """Write `new` for `old` in src/link.c and commit it as somebody's backport."""
    file = relay / "src/link.c"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    git(relay, "commit", "-qam", "\n".join(["BUG/MEDIUM: link: send later", "", *trailers]))
    return git(relay, "rev-parse", "HEAD")


def trailer(relay: Path) -> str:
    return f"(cherry picked from commit {git(relay, 'rev-parse', 'main')})"


def right(relay: Path) -> str:
    """The fix as a person writes it on 2.1."""
    return commit(relay, PUSH, PUSH.replace(TEST, "!link_confirmed(lk)"), trailer(relay))


def test_a_right_one(run: Run, relay: Path) -> None:
    commit_id = right(relay)
    ran = run("verify", commit_id, "--repo", relay, *CONFIG, "--json")
    case = json.loads(ran.out)
    assert (ran.code, case["kind"], case["verdict"], case["findings"]) == (0, "case", "SOUND", [])
    assert case["target"]["series"] == "2.1"
    assert case["origin"] == git(relay, "rev-parse", "main")
    assert case["tree"] == git(relay, "rev-parse", "HEAD^{tree}")


def test_the_right_change_in_the_wrong_place(run: Run, relay: Path) -> None:
    wrong = commit(relay, CLOSE, CLOSE.replace(TEST, "!link_confirmed(lk)"), trailer(relay))
    ran = run("verify", wrong, "--repo", relay, *CONFIG, "--json")
    case = json.loads(ran.out)
    assert (ran.code, case["verdict"]) == (1, "UNSOUND")
    assert "place" in {finding["check"] for finding in case["findings"] if finding["severity"] == "hard"}


@pytest.mark.parametrize("config", [CONFIG, ()])
def test_a_change_that_has_nothing_of_the_fix(run: Run, relay: Path, config: tuple[str, ...]) -> None:
    other = commit(relay, "int link_confirmed(", "int\nlink_confirmed(", trailer(relay))
    ran = run("verify", other, "--repo", relay, *config, "--json")
    case = json.loads(ran.out)
    assert ran.code == 1 and case["verdict"] in ("DOUBTFUL", "UNSOUND")
    assert "coverage" in {finding["check"] for finding in case["findings"] if finding["severity"] == "soft"}


def test_a_message_that_names_no_origin(run: Run, relay: Path) -> None:
    silent = commit(relay, PUSH, PUSH.replace(TEST, "!link_confirmed(lk)"))
    ran = run("verify", silent, "--repo", relay, *CONFIG)
    assert (ran.code, ran.out) == (2, "")
    assert "does not say what it is a backport of" in ran.err and "--origin" in ran.err
    assert run("verify", silent, "--repo", relay, *CONFIG, "--origin", "main").code == 0


def test_an_origin_that_is_not_here(run: Run, relay: Path) -> None:
    lost = commit(relay, CLOSE, PUSH, f"(cherry picked from commit {'5' * 40})")
    ran = run("verify", lost, "--repo", relay, *CONFIG)
    assert (ran.code, ran.out) == (2, "")
    assert "which is not here" in ran.err


def test_the_report_is_written_as_well(run: Run, relay: Path, tmp_path: Path) -> None:
    page = tmp_path / "verdict.html"
    ran = run("verify", right(relay), "--repo", relay, *CONFIG, "--html", page)
    assert ran.code == 0
    assert "1 target: 1 SOUND." in ran.out
    assert "link_confirmed(lk)" in page.read_text()
