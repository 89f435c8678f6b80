"""Every command in the documentation is executed: in the order of its page, where the page says it is."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backport.demo.build import build
from tests.ci.forge import forge, program
from tests.docs.commands import PAGES, TOP, Shown, blocks, lines
from tests.repos import git

_CODE = re.compile(r"`[^`\n]*`")

# Words that stand for something, and what they stand for on each page.
WORDS = {
    "docs/REPORTS.md": {"COMMIT": "main --onto 2.1", "DIR": "site"},
    "docs/OTHER-PROJECTS.md": {"DIR": ". --force"},
    "docs/CI.md": {"stable-2.5": "stable-1.0"},
    "docs/SECURITY.md": {
        "backport ci": "backport ci --base relay-3.1~1 --head relay-3.1",
        "COMMIT": "relay-3.1",
        "origin/main": "main",
    },
    "docs/FLOW.md": {"COMMIT --onto 2.5 --onto 2.4": "main --onto 2.1"},
}
HAPROXY = {
    "README.md": {"COMMIT": "{fix}"},
    "docs/MODEL.md": {},
    "docs/ORACLE.md": {},
    "docs/MAPS.md": {"DIR": "haproxy", "COMMIT": "{fix}"},
    "docs/REPLAY.md": {"TARGET": "{target}"},
}
# What is shown and cannot be done here, and why.
NOT_DONE = {
    "backport map check --tree DIR": "an unpacked release: tests/branchmap does it",
    "backport replay --pairs pairs.csv --output direct.jsonl --cluster tcp://HOST:8786": "tests/cli/test_cluster.py",
    "backport replay --repo systemd-stable --pairs pairs.csv --mode direct": "another project's clone",
    "backport ci --base 22.11~40 --head 22.11 --branch 22.11 --fast": "another project's clone, measured by hand",
}


def _demo(folder: Path) -> Path:
    made = build(folder / "relay")
    git(made.folder, "branch", "stable-2.5", "relay-2.1")
    for name in ("backports.csv", "all.csv"):  # lists of backports that pages examine
        (Path(made.folder) / name).write_text("series,target,origin\n3.1,relay-3.1,main\n")
    return Path(made.folder)


def _forge(folder: Path) -> Path:
    return forge(folder).clone


def _empty(folder: Path) -> Path:
    return folder


PLACES: dict[str, Callable[[Path], Path]] = {"docs/CI.md": _forge, "docs/TUTORIAL.md": _empty}


def _shell(script: str, folder: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """Run a script; that something was found (1) is no failure of a command that is shown."""
    tools.mkdir(exist_ok=True)
    here = program(tools)
    (tools / "backport").write_text(f'#!/bin/sh\n"{here}" "$@"\ncode=$?\n[ $code = 1 ] && exit 0\nexit $code\n')
    (tools / "backport").chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PAGER": "cat", "COLUMNS": "80"}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=env, capture_output=True, text=True, timeout=500, check=False
    )


def _filled(shown: Shown, words: dict[str, str]) -> str:
    text = shown.text.partition("  #")[0].rstrip()
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _done(shown: list[Shown]) -> list[Shown]:
    return [one for one in shown if one.text.partition("  #")[0].rstrip() not in NOT_DONE]


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HAPROXY])
def test_the_commands_of_a_page(page: str, tmp_path: Path) -> None:
    scripts = [*blocks(page, "sh"), *_done(list(lines(page)))]
    if not scripts:
        pytest.skip("the page shows no command")
    folder = PLACES.get(page, _demo)(tmp_path)
    whole = "\n".join(_filled(one, WORDS.get(page, {})) for one in scripts)
    done = _shell(whole, folder, tmp_path / "tools")
    assert done.returncode == 0, f"{whole}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.haproxy
@pytest.mark.parametrize("page", HAPROXY)
def test_the_commands_that_need_a_clone(page: str, haproxy: Path, tmp_path: Path) -> None:
    (tmp_path / "haproxy").symlink_to(haproxy)
    (tmp_path / "piece.c").write_text("void f(void) { sc_shutw(sc); }\n")
    fix = git(haproxy, "log", "-1", "--format=%H", "--grep=^BUG/MINOR: ", "v2.6.0")
    target = git(haproxy, "log", "-1", "--format=%H", "--grep=(cherry picked from commit ", "v2.6.9")
    origin = re.findall(r"cherry picked from commit (\w+)", git(haproxy, "log", "-1", "--format=%B", target))[0]
    parent = git(haproxy, "rev-parse", f"{target}^")
    row = ",".join(("2.6", target, parent, origin, origin))
    (tmp_path / "pairs.csv").write_text(f"series,target,parent,origin,source\n{row}\n")
    for one in _done(list(lines(page))):
        meant = {word: value.format(fix=fix, target=target) for word, value in HAPROXY[page].items()}
        text = _filled(one, meant)
        done = _shell(text, tmp_path, tmp_path / "tools")
        assert done.returncode == 0, f"{page}:{one.line}: {text}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"


def test_what_is_not_done_is_still_shown() -> None:
    shown = {one.text.partition("  #")[0].rstrip() for page in PAGES for one in lines(page)}
    assert set(NOT_DONE) <= shown


def test_the_python_that_is_shown(tmp_path: Path) -> None:
    folder = _demo(tmp_path)
    for one in blocks("docs/API.md", "python"):
        env = {**os.environ, "PYTHONPATH": str(TOP)}
        done = subprocess.run(
            [sys.executable, "-c", one.text],
            cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0 and "1 SOUND" in done.stdout, done.stderr


def test_every_link_between_pages_leads_somewhere() -> None:
    wrong = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _CODE.sub("", (TOP / page).read_text())):
            if "://" not in target and not ((TOP / page).parent / target).exists():
                wrong.append(f"{page}: {target}")
    assert wrong == []


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: the group docs")
    pytest.importorskip("material", reason="mkdocs-material is not installed: the group docs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"],
        cwd=TOP, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "CLI" / "index.html").read_text()
    assert "backport ci" in page and "fonts.googleapis" not in page
    assert (tmp_path / "site" / "index.html").is_file()
