"""The one exception a user sees, and the exit codes."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0  # sound, or done
    FINDINGS = 1  # findings, or a conflict
    USAGE = 2  # usage or configuration
    BUG = 3  # a bug of ours
    INTERRUPTED = 130
    PIPE = 141  # the reader of our output went away


class UserError(Exception):
    """A mistake of the user's or of the input: `message` says what, `way_out` says what to do about it."""

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __reduce__(self) -> tuple[type["UserError"], tuple[str, str]]:
        return type(self), (self.message, self.way_out)
