"""`python -m ci.fuzz [SECONDS [TARGET…]]`: noise for every reader of text, so long each; exit 1 for a failure."""

import random
import sys
import time
import traceback

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.targets import TARGETS


def main(seconds: float, names: list[str]) -> int:
    """Run each target; every failure is printed with its smallest input, and the target is left."""
    found = 0
    for name in names:
        strategy, target = TARGETS[name]
        end, runs, failed = time.monotonic() + seconds, 0, False
        while time.monotonic() < end and not failed:
            once = settings(
                max_examples=200, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck)
            )(given(strategy)(target))
            try:
                seed(random.getrandbits(64))(once)()
            except BaseException:
                traceback.print_exc()
                failed = True
            runs += 200
        found += failed
        print(f"{name}: {runs} examples, {'FAILED' if failed else 'nothing found'}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float((sys.argv[1:] or ["60"])[0]), sys.argv[2:] or list(TARGETS)))
