"""backport plan: a table or a document, and an exit code."""

import json

import pytest
from click.testing import CliRunner

from backport.cli import cli
from backport.core.errors import UserError
from tests.repos import Repo


def project(repo: Repo) -> tuple[str, str]:
    """A fix that 2.0 has and 1.9 has not."""
    repo.commit("root", {"a.c": "int one(void)\n{\n\treturn 1;\n}\n"})
    repo.git("branch", "1.9")
    repo.git("branch", "2.0")
    repo.commit("work", {"b.c": "1\n"})
    fix = repo.commit("BUG: one is \x1b[31mtwo", {"a.c": "int one(void)\n{\n\treturn 2;\n}\n"})
    repo.switch("2.0")
    pick = repo.pick(fix)
    repo.switch("master")
    return fix, pick


def run(repo: Repo, *args: str) -> tuple[object, str]:
    done = CliRunner().invoke(cli, ["plan", "--repo", str(repo.folder), *args], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.stdout


ONTO = ("--onto", "2.0", "--onto", "1.9")


def test_a_table(repo: Repo) -> None:
    fix, pick = project(repo)
    code, text = run(repo, fix, *ONTO)
    assert code == 1
    lines = text.splitlines()
    assert lines[0] == f"{fix[:12]} BUG: one is \\x1b[31mtwo"
    assert lines[1].split() == ["series", "action", "why", "pick", "from"]
    assert [line.split()[:2] for line in lines[2:] if line[0] != " "] == [["2.0", "already"], ["1.9", "pick"]]
    assert pick[:12] in lines[-1] or pick[:12] in lines[-2]


def test_a_document(repo: Repo) -> None:
    fix, pick = project(repo)
    _, text = run(repo, fix, *ONTO, "--json")
    document = json.loads(text)
    assert document["format"] == 1
    steps = document["plans"][0]["steps"]
    assert [(step["target"]["series"], step["action"], step["source"]) for step in steps] == [
        ("2.0", "already there", ""),
        ("1.9", "pick", pick),
    ]


def test_a_range_and_only_what_is_to_be_done(repo: Repo) -> None:
    fix, _ = project(repo)
    repo.commit("BUG: nothing more", {"b.c": "2\n"})
    repo.commit("an empty commit")
    code, text = run(repo, "master~3..master", "--onto", "2.0", "--todo", "--json", "--no-code")
    assert code == 1
    assert [each["subject"] for each in json.loads(text)["plans"]] == ["BUG: nothing more"]
    code, text = run(repo, fix, "--onto", "2.0", "--todo")
    assert (code, text) == (0, "")


def test_several_plans_with_what_belongs_to_them(repo: Repo) -> None:
    fix, _ = project(repo)
    later = repo.commit(f"BUG: two is three\n\nFixes: {fix[:12]}", {"a.c": "int one(void)\n{\n\treturn 3;\n}\n"})
    code, text = run(repo, fix, later, *ONTO)
    first, second = text.split("\n\n")
    assert code == 1
    assert first.splitlines()[0].startswith(fix[:12]) and second.splitlines()[0].startswith(later[:12])
    said = [" ".join(line.split()) for line in first.splitlines() if line.startswith("  follow-up")]
    assert said == [f"follow-up: {later[:12]} BUG: two is three (repairs it)"]


def test_questions_that_are_none(repo: Repo) -> None:
    fix, _ = project(repo)
    with pytest.raises(UserError, match="--no-code and --by-code leave nothing to look at"):
        run(repo, fix, *ONTO, "--no-code", "--by-code")
    repo.git("branch", "-D", "1.9", "2.0")
    with pytest.raises(UserError, match="no stable series found"):
        run(repo, fix)
