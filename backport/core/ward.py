"""Work that may hang, crash or eat all memory, done in a process of its own: what happens there is told as an error.

The process is forked, so that it has all that its work needs, and stays for further calls, so that it keeps its caches.
A limit that is reached ends it; the next call starts another one.
"""

import atexit
import os
import pickle
import signal
import struct
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, BinaryIO, Generic, NoReturn, Self, TypeVar

from backport.core import tempfolders
from backport.core.errors import UserError
from backport.core.limits import Limits, bind_memory, deadline
from backport.core.signals import undisturbed

_R = TypeVar("_R")
_LENGTH = struct.Struct("!Q")
_FRAMES = 4  # of a traceback
_TOO_MUCH = 3  # exit code of a process that ran out of memory and could say so


class Exceeded(UserError):
    """The work was ended: it took too long, too much memory, or crashed."""


class Ward(Generic[_R]):
    """`with Ward(work, limits) as ward: ward(arguments)` is `work(arguments)` within the limits of each call.

    Raises what `work` raises, and Exceeded. Arguments and results are pickled. Without limits it is a plain call.
    `own_time` says that the work sets its deadlines itself, to `limits.seconds` each.
    """

    def __init__(self, work: Callable[..., _R], limits: Limits, own_time: bool = False) -> None:
        self._work = work
        self._limits = limits
        self._timer = 0 if own_time else limits.seconds
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        if self._limits:
            self._started()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close(kill=error is not None)

    def __call__(self, *arguments: object) -> _R:
        """Do the work."""
        if not self._limits:
            return self._work(*arguments)
        try:
            result, error = self._started().ask(arguments)
        except BaseException:
            self.close(kill=True)
            raise
        if error is not None:
            raise error
        found: _R = result
        return found

    def _started(self) -> "_Child":
        try:
            with undisturbed():
                self._child = self._child or _Child(self._work, self._limits, self._timer)
        except BaseException:
            self.close(kill=True)
            raise
        return self._child

    def close(self, kill: bool = False) -> None:
        """End the process; it is waited for."""
        with undisturbed():
            child, self._child = self._child, None
            if child is not None:
                child.end(kill)


class _Child:
    """One process, and the two pipes to it."""

    def __init__(self, work: Callable[..., Any], limits: Limits, timer: float) -> None:
        self._limits = limits
        self._stack = ExitStack()
        folder = self._stack.enter_context(tempfolders.temporary("work"))
        (its_in, ours_out), (ours_in, its_out) = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._pid = _fork()
        if not self._pid:
            _end_without(parent)
            os.close(ours_out)
            os.close(ours_in)
            tempfile.tempdir = str(folder)  # what it leaves behind goes with the parent's folder
            _serve(work, limits.megabytes, timer, os.fdopen(its_in, "rb"), os.fdopen(its_out, "wb"))
        os.close(its_in)
        os.close(its_out)
        with suppress(OSError):
            os.setpgid(self._pid, self._pid)  # the child does so too: whoever is first
        self._to, self._from = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")

    def ask(self, arguments: tuple[object, ...]) -> tuple[Any, BaseException | None]:
        """What the work gave, or raised."""
        try:
            _send(self._to, arguments)
            answer = _receive(self._from)
        except BrokenPipeError:
            answer = None
        if answer is None:
            raise self._ended()
        found: tuple[Any, BaseException | None] = pickle.loads(answer)  # noqa: S301 - of our own child
        return found

    def end(self, kill: bool) -> None:
        """Let it go in good order, or not."""
        with suppress(BrokenPipeError):
            self._to.close()
        if self._pid:
            if kill:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self._from.close()
        self._stack.close()

    def _ended(self) -> Exceeded:
        code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)  # what it had started
        self._pid = 0
        seconds, megabytes = self._limits.seconds, self._limits.megabytes
        if code == -signal.SIGALRM:
            return Exceeded(f"not done after {seconds:g} seconds", "allow more: --timeout SECONDS (0: no limit)")
        way_out = "allow more: --max-memory MB (0: no limit)"
        if code == _TOO_MUCH:
            return Exceeded(f"more than {megabytes} MB of memory were needed", way_out)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Exceeded(f"the process that worked on this was lost ({name})", f"if memory ran out, {way_out}")


def _fork() -> int:
    """os.fork; an interruption waits until it is over, for the interpreter would lose it."""
    with undisturbed():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: ours only draw progress
            pid = os.fork()
        if not pid:  # ended by its parent alone
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return pid


def _end_without(parent: int) -> None:
    """End this process, with all that it started, within a second of its own work once the parent is gone.

    Who only waits for work ends by itself; who computes would go on to its limit for an answer that nobody reads.
    """

    def look(number: int, frame: object) -> None:
        if os.getppid() != parent:
            os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGVTALRM, look)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1, 1)


def _serve(work: Callable[..., Any], megabytes: int, timer: float, asked: BinaryIO, answers: BinaryIO) -> NoReturn:
    """The child: one call after the other, until nobody asks any more."""
    code = 1
    try:
        with suppress(OSError):
            os.setpgid(0, 0)  # Ctrl-C is the parent's affair
        atexit._clear()  # the parent's folders are the parent's
        bind_memory(megabytes)
        code = _answer_all(work, timer, asked, answers)
        atexit._run_exitfuncs()
    finally:
        os._exit(code)


def _answer_all(work: Callable[..., Any], timer: float, asked: BinaryIO, answers: BinaryIO) -> int:
    while (arguments := _receive(asked)) is not None:
        deadline(timer)
        try:
            answer = _answer(work, pickle.loads(arguments))  # noqa: S301 - of our own parent
        except MemoryError:
            return _TOO_MUCH
        deadline(0)
        with suppress(BrokenPipeError):
            answers.write(_LENGTH.pack(len(answer)) + answer)
            answers.flush()
    return 0


def _answer(work: Callable[..., Any], arguments: tuple[object, ...]) -> bytes:
    try:
        return pickle.dumps((work(*arguments), None))
    except MemoryError:
        raise
    except BaseException as error:
        story = "".join(traceback.format_exception(error))
        error.add_note("".join(traceback.format_tb(error.__traceback__)[-_FRAMES:]))
        error.__cause__ = error.__context__ = error.__traceback__ = None  # whatever they hold stays here
        try:
            return pickle.dumps((None, error))
        except (pickle.PicklingError, TypeError, AttributeError):
            return pickle.dumps((None, RuntimeError(story)))


def _send(stream: BinaryIO, arguments: tuple[object, ...]) -> None:
    data = pickle.dumps(arguments)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes | None:
    """One message, None where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None
