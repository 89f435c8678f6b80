"""The frame of every verb: exit codes, messages, nothing loaded that is not called."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest

import backport.cli
from backport.cli.guard import guarded
from backport.core.errors import Exit, UserError

Probe = Callable[[Callable[[], object]], None]


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    """Make `body` the verb `probe`."""

    def install(body: Callable[[], object]) -> None:
        module = ModuleType("backport.cli.probe")
        module.command = click.command("probe")(body)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "backport.cli.probe", module)
        monkeypatch.setitem(backport.cli.VERBS, "probe", "Try something.")

    return install


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as left:
        backport.cli.main(list(args))
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_verb_gives_the_exit_code(probe: Probe) -> None:
    probe(lambda: Exit.FINDINGS)
    assert run("probe") == 1


def test_a_verb_that_gives_nothing_is_done(probe: Probe) -> None:
    probe(lambda: click.echo("done"))
    assert run("probe") == 0


def test_a_users_mistake_names_the_way_out(probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
    def body() -> None:
        raise UserError("no such branch \x1b[2J", "see 'git branch -a'")

    probe(body)
    assert run("probe") == 2
    assert capsys.readouterr() == ("", "error: no such branch \\x1b[2J\n  see 'git branch -a'\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.exceptions.Abort])
def test_interrupted(probe: Probe, capsys: pytest.CaptureFixture[str], error: type[BaseException]) -> None:
    def body() -> None:
        raise error

    probe(body)
    assert run("probe") == 130
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "interrupted")


def test_a_bug_is_ours_and_its_traceback_is_kept(probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
    def body() -> None:
        raise ZeroDivisionError("by \x07 zero")

    probe(body)
    assert run("probe") == 3
    message, where = capsys.readouterr().err.splitlines()
    assert message == "this is a bug of backport: ZeroDivisionError: by \\x07 zero"
    kept = Path(where.removeprefix("  the traceback is in ").partition(";")[0])
    assert "ZeroDivisionError" in kept.read_text()


@pytest.mark.parametrize("args", [["nosuchverb"], ["--nosuchoption"]])
def test_usage_errors(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*args) == 2
    assert args[0] in capsys.readouterr().err


def test_help_lists_every_verb(probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
    probe(lambda: None)
    assert run("--help") == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines() if line[2:3].strip()] == list(backport.cli.VERBS)


@pytest.mark.parametrize("verb", list(backport.cli.VERBS))
def test_every_verb_has_help_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(verb, "--help") == 0
    assert f"backport {verb}" in capsys.readouterr().out


def test_start_up_loads_no_verb_and_no_heavy_library() -> None:
    code = "import sys, backport.cli; print([m for m in sys.modules if m.startswith('backport.cli.')]); "
    code += "print([m for m in ('rich', 'pygit2', 'git', 'jinja2', 'tree_sitter', 'jsonschema') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['backport.cli.guard']\n[]\n"


@pytest.mark.parametrize("many", ["200000", "1"])
def test_a_reader_that_leaves_is_no_error(many: str) -> None:
    code = (
        "import sys, click, time, backport.cli\n"
        "from types import ModuleType\n"
        "module = sys.modules['backport.cli.probe'] = ModuleType('probe')\n"
        "backport.cli.VERBS['probe'] = ''\n"
        f"module.command = click.command()(lambda: (time.sleep(0.3), print('x\\n' * {many}))[1])\n"
        "backport.cli.main(['probe'])\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_an_interruption_in_a_destructor_is_not_lost(capsys: pytest.CaptureFixture[str]) -> None:
    class Slow:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)
            sum(range(10))

    def work() -> None:
        Slow()
        time.sleep(10)

    assert guarded(work) == 130
    assert capsys.readouterr().err == "interrupted\n"
