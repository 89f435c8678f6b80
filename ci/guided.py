"""`python -m ci.guided TARGET -max_total_time=60`: noise that follows coverage, where atheris is installed."""

import sys
from typing import Any

from hypothesis import HealthCheck, given, settings


def main(name: str, options: list[str]) -> None:
    """Feed one target of tests/fuzz; atheris ends the process, with an error where something was found."""
    import atheris

    with atheris.instrument_imports(include=["backport"]):
        from tests.fuzz.targets import TARGETS

    strategy, target = TARGETS[name]
    once: Any = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))(given(strategy)(target))
    atheris.Setup([sys.argv[0], *options], once.hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
