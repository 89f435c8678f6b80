"""The patterns of grep and `git log --grep`: POSIX basic regular expressions, searched line by line."""

import re
import warnings
from collections.abc import Callable

from backport.core.errors import UserError

# In a basic expression these are plain characters, and operators with a backslash before them.
_SWAPPED = "(){}|+?"
_CLASS = re.compile(r"\[:([a-z]+):\]")
_NAMED = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~",
    "xdigit": "0-9A-Fa-f",
}


def finder(pattern: str) -> Callable[[str], bool]:
    """Whether any line of a text matches the basic regular expression. Raises UserError for one that is wrong."""
    try:
        with warnings.catch_warnings():  # of sets that a later Python may read otherwise: "[a--b]"
            warnings.simplefilter("ignore", FutureWarning)
            compiled = re.compile(_translated(pattern), re.MULTILINE)
    except re.error as error:
        raise UserError(f"{pattern!r} is not a basic regular expression: {error}", "see 'man 7 regex'") from error
    return lambda text: compiled.search(text) is not None


def _translated(pattern: str) -> str:
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            parts.append(pattern[at + 1] if pattern[at + 1] in _SWAPPED else pattern[at : at + 2])
            at += 2
            continue
        if char == "[":
            bracket, at = _bracket(pattern, at)
            parts.append(bracket)
            continue
        starts = not parts or parts[-1] in ("(", "|", "^")
        literal = char in _SWAPPED or (char == "*" and starts) or (char == "^" and not starts)
        parts.append("\\" + char if literal else char)
        at += 1
    return "".join(parts)


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    """A bracket expression and where it ends: a backslash in it is a plain character, `[:name:]` a class."""
    at = start + 1
    negated = pattern.startswith("^", at)
    at += negated
    parts: list[str] = []
    while at < len(pattern) and (pattern[at] != "]" or not parts):
        named = _CLASS.match(pattern, at)
        if named is not None and named[1] in _NAMED:
            parts.append(_NAMED[named[1]])
            at = named.end()
        else:
            parts.append("\\" + pattern[at] if pattern[at] in "\\[]^&|~" else pattern[at])
            at += 1
    if at >= len(pattern):
        raise re.error("a bracket is not closed", pattern, start)
    return f"[{'^' if negated else ''}{''.join(parts)}]", at + 1
