"""A program of its own: runs a command with bounded memory, time and output, set before the command begins.

Run as `python limited.py COMMAND ARGUMENT…`; imports nothing of the package, so that it starts at once.
"""

import os
import resource
import sys
from contextlib import suppress

LIMITS = {
    resource.RLIMIT_AS: 3 << 30,  # bytes
    resource.RLIMIT_CPU: 120,  # seconds: should whoever started this be killed, it ends all the same
    resource.RLIMIT_FSIZE: 64 << 20,  # bytes of one file: messages, too
    resource.RLIMIT_CORE: 0,
}

if __name__ == "__main__":
    for which, most in LIMITS.items():
        with suppress(OSError, ValueError):  # not every system has every limit
            resource.setrlimit(which, (most, most))
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell is wanted
