"""What a configuration changes: the compiler, the words of the message; and what `init` sees of a project's habits."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.repos import Repo

UNIT = "int go(int x)\n{\n#ifdef FEATURE\n\treturn x;\n#else\n\treturn x;\n#endif\n}\n"
TABLE = '[[series]]\nname = "1.0"\nbranch = "stable"\n'


@pytest.fixture
def fix(repo: Repo) -> str:
    """A fix whose port to `stable` breaks only where FEATURE is on."""
    repo.commit("start", {"a.c": UNIT, "b.h": "struct pump { int lid; };\n"})
    repo.branch("stable").commit("no lid", {"b.h": "struct pump { int cap; };\n"})
    repo.switch("master")
    text = '#include "b.h"\n' + UNIT.replace("FEATURE\n\treturn x", "FEATURE\n\tstruct pump p = {x}; return p.lid", 1)
    fix = repo.commit("use the lid", {"a.c": text})
    repo.switch("stable").pick(fix)
    repo.switch("master")
    return fix


@pytest.mark.parametrize(("flags", "code"), [("[]", 0), ('["-DFEATURE"]', 1)])
def test_the_compiler_of_the_configuration(repo: Repo, fix: str, run: Run, flags: str, code: int) -> None:
    skipped = '[checks]\nskip = ["members", "residual", "symbols", "drift"]\n'
    repo.write("backport.toml", f'{TABLE}{skipped}[compiler]\ncommand = ["gcc", "-std=c99"]\nflags = {flags}\n')
    ran = run("verify", "stable", "--repo", repo.folder)
    assert (ran.code, "no member named" in ran.out) == (code, bool(code)), ran.out


def test_a_compiler_that_is_none(repo: Repo, fix: str, run: Run) -> None:
    repo.write("backport.toml", '[compiler]\ncommand = ["sh", "-c", "touch owned"]\nflags = ["-fplugin=./x.so"]\n')
    ran = run("verify", "stable", "--repo", repo.folder)
    assert (ran.code, ran.out) == (2, "")
    assert [line.partition(": ")[0] for line in ran.err.splitlines() if "backport.toml:" in line][-3:] == [
        f"backport.toml:{line}" if number else f"error: backport.toml:{line}"
        for number, line in enumerate((2, 2, 2, 3))
    ][-3:]


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("upstream", "commit {} upstream."),
        ("upstream-brackets", "[ Upstream commit {} ]"),
        ("backported", "(backported from commit {})"),
        ("backport-of", "Backport of {}."),
    ],
)
def test_the_words_of_the_message(repo: Repo, run: Run, style: str, line: str) -> None:
    repo.commit("start", {"a": "1\n"})
    repo.git("branch", "stable")
    fix = repo.commit("two", {"a": "2\n"})
    repo.write("backport.toml", f'{TABLE}[trailers]\nstyle = "{style}"\n')
    repo.git("config", "user.name", "Bob")
    repo.git("config", "user.email", "bob@example.org")
    assert run("port", fix, "--repo", repo.folder, "--branch", "bp/{series}").code == 0
    body = repo.git("log", "-1", "--format=%b", "bp/1.0")
    assert body == f"{line.format(fix)}\n\nSigned-off-by: Bob <bob@example.org>"
    assert run("contains", fix, "bp/1.0", "--repo", repo.folder).code == 0


def test_init_sees_the_habit(repo: Repo, run: Run) -> None:
    repo.commit("start", {"a": "1\n"})
    repo.git("branch", "1.0")
    fix = repo.commit("two", {"a": "2\n"})
    repo.switch("1.0").commit(f"two\n\n[ upstream commit {fix} ]\n", {"a": "2\n"})
    repo.switch("master")
    ran = run("init", "--repo", repo.folder)
    said = "1 of 1 newer commits of the series name their origin, mostly as: [ Upstream commit … ]"
    assert said in ran.out and "missing" not in ran.out
    assert 'style = "upstream-brackets"' in (repo.folder / "backport.toml").read_text()
    assert run("verify", "1.0", "--repo", repo.folder).code == 0


def test_init_says_what_is_missing(repo: Repo, tmp_path: Path, run: Run) -> None:
    """A repository of stable branches alone, its default branch a stub."""
    repo.commit("start", {"a": "1\n"})
    for number in range(3):
        repo.branch(f"1.{number}", "master").commit(f"x\n\n[ upstream commit {str(number) * 40} ]\n", {"b": "2\n"})
    repo.switch("master")
    ran = run("init", "--repo", repo.folder)
    assert "0 of these origins are here" in ran.out
    assert "missing: most of these origins are not in master. Fetch the branch that fixes come from" in ran.out
    repo.git("switch", "-q", "--orphan", "stub")
    repo.commit("stub", {"c": "1\n"})
    repo.git("branch", "-qD", "master")
    repo.git("branch", "-m", "stub", "main")
    ran = run("init", "--repo", repo.folder, "--force")
    assert "missing: main has no commit in common with 1.2, 1.1, 1.0. Fetch" in ran.out
    assert run("init", "--repo", Repo.create(tmp_path / "empty").folder).code == 2
