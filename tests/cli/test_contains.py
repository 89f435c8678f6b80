"""backport contains: versions in all spellings, a table or a document, and an exit code."""

import json

import pytest
from click.testing import CliRunner

from backport.cli import cli
from backport.core.errors import UserError
from tests.cli.test_plan import project
from tests.repos import Repo


def run(repo: Repo, *args: str) -> tuple[object, str]:
    done = CliRunner().invoke(cli, ["contains", "--repo", str(repo.folder), *args], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.stdout


def test_series_releases_and_revisions(repo: Repo) -> None:
    fix, pick = project(repo)
    repo.tag("v2.0.1", "2.0")
    code, text = run(repo, fix, "2.0", "2.0.1", "master", "1.9", "--json")
    assert code == 1
    document = json.loads(text)
    assert (document["format"], document["fix"]) == (1, fix)
    assert [(each["target"]["series"], each["presence"]) for each in document["versions"]] == [
        ("2.0", "yes"),
        ("v2.0.1", "yes"),
        ("master", "yes"),
        ("1.9", "no"),
    ]
    assert document["versions"][0]["witnesses"][0]["evidence"] == [pick, fix]


def test_a_table(repo: Repo) -> None:
    fix, pick = project(repo)
    code, text = run(repo, fix, "2.0", "--no-code")
    assert code == 0
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[0] == "version has it how that is known"
    assert lines[1].startswith(f"2.0 yes chain: picked as {pick[:12]}, which names {fix[:12]}; the same patch")


def test_an_unknown_version(repo: Repo) -> None:
    fix, _ = project(repo)
    with pytest.raises(UserError, match=r"'7\.7' is neither"):
        run(repo, fix, "7.7")


def test_several_fixes_one_after_the_other(repo: Repo) -> None:
    fix, _ = project(repo)
    other = repo.commit("docs: new", {"README": "new\n"})
    code, text = run(repo, f"{fix},{other},{fix}", "2.0", "--no-code")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert code == 1
    assert [number for number, line in enumerate(lines) if line.startswith((fix[:12], other[:12]))] == [
        0,
        lines.index("") + 1,
    ]
    assert lines[0] == f"{fix[:12]} BUG: one is \\x1b[31mtwo"
    assert lines[-1] == "2.0 unsure code: its code was not looked at, and its history does not tell"


@pytest.mark.parametrize(("version", "options"), [("stable", ()), ("2.0", ("--no-code", "--by-code"))])
def test_questions_that_are_none(version: str, options: tuple[str, ...], repo: Repo) -> None:
    fix, _ = project(repo)
    with pytest.raises(UserError, match=r"'stable' is neither|leave nothing to look at"):
        run(repo, fix, version, *options)
