"""backport plan: a table or a document, and an exit code."""

import json

from click.testing import CliRunner

from backport.cli import cli
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
