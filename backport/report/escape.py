"""Text from a repository made inert for the places reports end up in: a terminal, a job's log, a comment."""

import re

from backport.core.printable import one_line, printable

# What GitHub's runner obeys at the start of a line of any step's output, in the order of its documentation; only the
# exact words are broken up, since `::` is an everyday operator in many languages.
_COMMANDS = (
    "debug|notice|warning|error|group|endgroup|add-mask|stop-commands|echo|add-matcher|remove-matcher|"
    "set-output|save-state|set-env|add-path|internal-set-repo-path"
)
# The older spelling works anywhere in a line; Azure's and TeamCity's runners have the like of it.
_RUNNER = re.compile(rf"::(?=(?:{_COMMANDS})\b)|##(?=[\w-]*\[)", re.IGNORECASE)


def log(text: str, keep: str = "\n\t") -> str:
    """The text as it may stand in a job's log: no control characters but `keep`, no command to the runner."""
    return _RUNNER.sub(lambda match: match[0][0] + "\\" + match[0][1], printable(text, keep))


def log_line(text: str) -> str:
    """The same in one line: runs of white space become one space."""
    return log(" ".join(text.split()), keep="")


def words(text: str) -> str:
    """A text of one line for formats that have their own escaping: white space folded, the rest printable."""
    return one_line(" ".join(text.split()))
