"""`backport man` and `backport completion`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backport.cli import VERBS, cli, manual
from backport.cli.manual.markdown import markdown
from tests.cli.conftest import Run

PAGES = tuple(manual.pages(cli, "backport"))


def test_every_verb_has_a_page_with_an_example() -> None:
    names = [page.name for page in PAGES]
    assert [name for name in names if name.count(" ") == 1] == [f"backport {verb}" for verb in VERBS]
    shown = {page.name for page in PAGES if any(one.kept and page.name in one.text for one in page.paragraphs)}
    assert set(names) - shown == set()


def test_a_page(run: Run) -> None:
    lines = run("man", "completion").out.splitlines()
    assert lines[0].startswith('.TH BACKPORT-COMPLETION 1 "" "backport ')
    assert lines[1:4] == [
        ".SH NAME",
        "backport\\-completion \\- what bash, zsh or fish need to complete verbs and options",
        ".SH SYNOPSIS",
    ]
    assert "  backport completion fish > ~/.config/fish/completions/backport.fish" in lines
    assert ".SH EXIT STATUS" in lines


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff on this machine")
def test_groff_has_nothing_to_complain_of(run: Run, tmp_path: Path) -> None:
    assert run("man", "--output", tmp_path / "man").code == 0
    files = sorted((tmp_path / "man").iterdir())
    assert len(files) == len(PAGES)
    for file in files:
        done = subprocess.run(
            ["groff", "-Kutf8", "-man", "-Tutf8", "-ww", "-rLL=80n", file], capture_output=True, check=True
        )
        assert done.stderr == b""


def test_no_such_verb(run: Run) -> None:
    ran = run("man", "nothing")
    assert (ran.code, ran.out) == (2, "") and "no verb 'nothing'" in ran.err


def test_the_page_of_the_site() -> None:
    text = markdown(PAGES)
    assert [line for line in text.splitlines() if line.startswith("### ")] == [f"### backport {verb}" for verb in VERBS]
    assert "| `--fail-on [doubtful\\|unknown\\|unsound]` |" in text


def _complete(*words: str) -> list[str]:
    """What click answers to the shell's script."""
    env = {**os.environ, "_BACKPORT_COMPLETE": "bash_complete"}
    env |= {"COMP_WORDS": " ".join(("backport", *words)), "COMP_CWORD": str(len(words))}
    code = "from backport.cli import main; import sys; sys.argv = ['backport']; main()"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_verbs_and_options_are_completed() -> None:
    assert _complete("comp") == ["completion"]
    assert _complete("completion", "") == ["bash", "zsh", "fish"]
    assert _complete("ci", "--fail") == ["--fail-on"]
    assert _complete("ci", "--fail-on", "u") == ["unknown", "unsound"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one(shell: str, run: Run) -> None:
    script = run("completion", shell).out
    assert "_BACKPORT_COMPLETE" in script
    if shutil.which(shell):
        check = [shell, "--no-execute"] if shell == "fish" else [shell, "-n"]
        assert subprocess.run(check, input=script, text=True, check=False, timeout=60).returncode == 0
