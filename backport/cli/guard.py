"""The one error handler: whatever a verb does, the process ends with a documented exit code and a readable message."""

import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from backport.core.errors import Exit, UserError
from backport.core.printable import one_line, printable

_AGAIN: dict[type[BaseException], signal.Signals] = {KeyboardInterrupt: signal.SIGINT, SystemExit: signal.SIGTERM}


class ReaderLeft(Exception):
    """Whoever read our output closed the pipe (`| head`)."""


def guarded(run: Callable[[], object]) -> int:
    """Run a command: its exit code, after telling on stderr what went wrong.

    `run` returns an exit code or None; `UserError` and click's own errors are the user's, everything else is ours.
    """
    _prepare_streams()
    before = signal.signal(signal.SIGTERM, _terminated)
    hook = sys.unraisablehook
    sys.unraisablehook = partial(_unraisable, hook)
    try:
        return _run(run)
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGTERM, before)


def _run(run: Callable[[], object]) -> int:
    try:
        result = run()
        sys.stdout.flush()
    except click.exceptions.Abort:
        return _say(Exit.INTERRUPTED, "interrupted")
    except KeyboardInterrupt:
        return _say(Exit.INTERRUPTED, "interrupted")
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except UserError as error:
        return _say(Exit.USAGE, f"error: {printable(error.message)}", printable(error.way_out))
    except (ReaderLeft, BrokenPipeError):
        return _reader_left()
    except Exception as error:
        return _say(Exit.BUG, f"this is a bug of backport: {type(error).__name__}: {one_line(str(error))}", _saved())
    return result if isinstance(result, int) else Exit.DONE


def _prepare_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that cannot show a character gets its number, not a traceback
            reconfigure(errors="backslashreplace")


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)  # so that temporary folders and worktrees are removed on the way out


def _unraisable(otherwise: Callable[["sys.UnraisableHookArgs"], object], lost: "sys.UnraisableHookArgs") -> None:
    """An interruption in the middle of a destructor would be printed and forgotten: it comes once more."""
    again = _AGAIN.get(lost.exc_type)
    if again is None:
        otherwise(lost)
        return
    main = threading.main_thread().ident or 0
    timer = threading.Timer(0.02, signal.pthread_kill, (main, again))  # later, for this hook may raise nothing
    timer.daemon = True
    timer.start()


def _say(code: Exit, message: str, way_out: str = "") -> int:
    click.echo(message, err=True)
    if way_out:
        click.echo(f"  {way_out}", err=True)
    return code


def _reader_left() -> int:
    # The interpreter flushes stdout once more at its end and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.PIPE


def _saved() -> str:
    """Keep the traceback where the user can find it; say where."""
    from platformdirs import user_state_path

    text = traceback.format_exc()
    for folder in (user_state_path("backport"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", prefix="crash-", suffix=".txt", dir=folder, delete=False, errors="backslashreplace"
            ) as file:
                file.write(text)
        except OSError:
            continue
        return f"the traceback is in {file.name}; please report it with the command you ran"
    return "the traceback could not be saved: no folder is writable"
