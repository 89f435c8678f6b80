"""How alike two lines are, and in which words they differ."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_]+")  # parts of names: a renamed name keeps some of them
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.35  # below this share of common words two lines are two lines
LONG = 120  # tokens of a line beyond which its words are not compared


def tokens(text: str) -> list[str]:
    """Names, runs of white space and single other characters; together they are the text."""
    return _TOKEN.findall(text)


def bag(text: str) -> Counter[str]:
    """The words of a line, names in their parts."""
    return Counter(_WORD.findall(text))


def likeness(a: Counter[str], b: Counter[str]) -> float:
    """The share of words that two lines have in common, from 0 to 1."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def differing(a: Sequence[str], b: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """For each token of both lines whether the other line has something else."""
    left, right = [True] * len(a), [True] * len(b)
    for i, j, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        left[i : i + size] = [False] * size
        right[j : j + size] = [False] * size
    return left, right
