"""`python -m ci.kills [COUNT [VERB…]]`: kill -9 at so many moments, spread over the whole run; exit 1 for a loss.

In a miniature repository; with BACKPORT_HAPROXY=DIR in a piece of that clone, where the decisions of `review` stay out.
"""

import os
import sys
import tempfile
import traceback
from pathlib import Path

from tests.hostile.ground import ground
from tests.hostile.kills import VERBS, busy, kills, real


def main(count: int, verbs: list[str], seed: int = 1) -> int:
    """Kill each verb `count` times; the first loss of each is printed."""
    lost, clone = 0, os.environ.get("BACKPORT_HAPROXY")
    for verb in verbs:
        with tempfile.TemporaryDirectory() as folder:
            done: list[float] = []
            try:
                base = real(Path(clone), Path(folder, "base")) if clone else busy(ground(Path(folder, "base")))
                done.extend(kills(verb, count, seed, base, Path(folder)))
                said = "nothing lost"
            except AssertionError:
                traceback.print_exc()
                lost, said = lost + 1, "LOST something at the next"
        print(f"{verb}: {len(done)} kills between 0 and {max(done, default=0):.2f} s, {said}", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["50"])[0]), sys.argv[2:] or list(VERBS)))
