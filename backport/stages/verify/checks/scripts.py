"""Names that a touched Python script uses and never defines; read by pyflakes, nothing is run."""

import ast
import warnings
from collections.abc import Iterator

from pyflakes import messages
from pyflakes.checker import Checker

from backport.core.verdict import Finding, Severity
from backport.stages.verify.study import Pair, Study

NAME = "scripts"
_LARGEST = 1_000_000  # bytes


def check(study: Study) -> Iterator[Finding]:
    """Undefined names that the change brings, in the result and not in the fix's own tree."""
    for pair in study.pairs:
        if pair.result is not None and pair.path.endswith(".py"):
            yield from _judge(pair, pair.result.old, pair.result.new)


def _judge(pair: Pair, old: bytes, new: bytes) -> Iterator[Finding]:
    found = _undefined(new)
    if found is None:
        if _undefined(old) is not None or not old:
            yield Finding(NAME, Severity.SOFT, "the script is no valid Python after the change", pair.path, pair.path)
        return
    known = set(_undefined(old) or ()) | set((_undefined(pair.fix.new) if pair.fix is not None else None) or ())
    for name, line in found.items():
        if name not in known:
            message = f"nothing in the script defines {name}"
            yield Finding(NAME, Severity.HARD, message, name, pair.path, line)


def _undefined(text: bytes) -> dict[str, int] | None:
    """The names without a definition and where each is first used; None for what is no Python."""
    if len(text) > _LARGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Checker(ast.parse(text)).messages
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    names: dict[str, int] = {}
    for message in found:
        if isinstance(message, messages.UndefinedName):
            names.setdefault(str(message.message_args[0]), message.lineno)
    return names
