"""Tasks for sweeps on workers: they say who did them."""

import os
import time
from typing import Any


def nap(item: int) -> dict[str, Any]:
    """Take a moment."""
    time.sleep(0.05)
    return {"target": str(item), "pid": os.getpid()}


def fatal(item: int) -> dict[str, Any]:
    """The third item takes its worker down."""
    if item == 3:
        os.kill(os.getpid(), 9)
    return nap(item)


def columns(item: int) -> dict[str, Any]:
    """What every row has."""
    return {"target": str(item)}


def willing() -> str:
    """A machine that can do all this."""
    return ""


def willing_unless_told() -> str:
    """A machine that can, unless its environment says otherwise."""
    return os.environ.get("NAPPING_LACKS", "")
