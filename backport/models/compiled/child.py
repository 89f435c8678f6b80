"""A program of its own: loads a compiled library and runs batches of inputs, with bounded memory and time.

Run as `python child.py LIBRARY WORDS_IN WORDS_OUT`; imports nothing of the package. On standard input, per batch: the
number of the function and the number of inputs as two words, then the inputs; on standard output the results.
"""

import contextlib
import ctypes
import os
import resource
import sys

LIMITS = {
    resource.RLIMIT_AS: 2 << 30,  # bytes
    resource.RLIMIT_CPU: 600,  # seconds
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}


def main(path: str, words_in: int, words_out: int) -> None:
    """Serve until the input ends."""
    library = ctypes.CDLL(path, mode=os.RTLD_LAZY)
    for which, most in LIMITS.items():
        with contextlib.suppress(OSError, ValueError):  # not every system has every limit
            resource.setrlimit(which, (most, most))
    results = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what the code might print is no result
    library.check_begin()
    while head := sys.stdin.buffer.read(16):
        function, count = int.from_bytes(head[:8], "little"), int.from_bytes(head[8:], "little")
        given = sys.stdin.buffer.read(8 * count * words_in)
        out = (ctypes.c_long * (count * words_out))()
        library.check_batch(ctypes.c_int(function), ctypes.c_long(count), ctypes.c_char_p(given), out)
        results.write(bytes(out))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
