"""`python3 -m ci.test`: make the environment if need be and run the tests, with pytest's options."""

import sys

from ci.environment import run

sys.exit(run("pytest", "-n", "2", *sys.argv[1:]))
