"""`python3 -m ci.demo`: make the environment if need be and run `backport demo`, with its options."""

import sys

from ci.environment import run

sys.exit(run("backport", "demo", *sys.argv[1:], tools=False))
