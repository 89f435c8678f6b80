"""The two texts that a piece is placed between."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sides:
    """The base and the target, as lines."""

    base: Sequence[bytes]
    ours: Sequence[bytes]
