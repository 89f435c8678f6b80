"""Call shapes: a pattern with metavariables becomes another, by ast-grep; for what a rename cannot say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ast_grep_py import Pattern, SgNode, SgRoot

from backport.branchmap.lexical import occurrences
from backport.branchmap.table import Sides, in_scope, usable
from backport.core.rule import Kind, Rule

METAVARIABLE = re.compile(r"\$\$\$[A-Z_]+|\$[A-Z_]+")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
Piece = bytes | tuple[int, int]  # literal text, or the part of the text that a metavariable matched


@dataclass(frozen=True)
class Replacement:
    """What takes the place of `start` to `end`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    rule: str


@cache
def trigger(pattern: str) -> bytes:
    """The word without which the pattern cannot match: its longest."""
    return max(_IDENTIFIER.findall(METAVARIABLE.sub(" ", pattern)), key=len, default="").encode()


@cache
def pattern_of(pattern: str) -> Pattern | None:
    """The pattern as ast-grep wants it, None where it is neither an expression nor a statement of C.

    On its own `f($X)` could be a declaration: the pattern is put where only its own kind can stand.
    """
    context = f"void f(void) {{ {pattern} }}" if pattern.endswith(";") else f"void f(void) {{ x = {pattern}; }}"
    start = context.index(pattern)
    nodes = [SgRoot(context, "c").root()]
    while nodes:
        node = nodes.pop()
        span = node.range()
        if (span.start.index, span.end.index) == (start, start + len(pattern)):
            return (
                None if node.find(kind="ERROR") else Pattern(context=context, selector=node.kind(), strictness="smart")
            )
        nodes += node.children()
    return None


def shape_rules(rules: Iterable[Rule], sides: Sides) -> list[Rule]:
    """The call rules among these that hold in the file."""
    return [rule for rule in usable(rules) if rule.kind is Kind.CALL and in_scope(rule, sides)]


def replacements(data: bytes, rules: Iterable[Rule]) -> list[Replacement]:
    """All matches, the outer before the inner; the first rule wins where two match the same text."""
    found: dict[tuple[int, int], Replacement] = {}
    for rule in rules:
        pattern = pattern_of(rule.newer)
        if pattern is None:
            continue
        for start, end in _chunks(data, trigger(rule.newer)):
            # Latin-1 makes one character of each byte: ast-grep counts characters.
            root = SgRoot(data[start:end].decode("latin-1"), "c").root()
            for match in root.find_all(pattern=pattern):
                made = _replacement(match, rule, start)
                found.setdefault((made.start, -made.end), made)
    return [found[key] for key in sorted(found)]


def _chunks(data: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    """The stretches between closing braces in column 0 that hold the word: enough to parse a function."""
    done = 0
    for offset in occurrences(data, word):
        if offset < done:
            continue
        start = data.rfind(b"\n}", 0, offset) + 2 if b"\n}" in data[:offset] else 0
        close = data.find(b"\n}", offset)
        done = len(data) if close < 0 else close + 2
        yield start, done


def _replacement(match: SgNode, rule: Rule, base: int) -> Replacement:
    pieces: list[Piece] = []
    last = 0
    for meta in METAVARIABLE.finditer(rule.older):
        pieces += [rule.older[last : meta.start()].encode(), _captured(match, meta[0], base)]
        last = meta.end()
    pieces.append(rule.older[last:].encode())
    span = match.range()
    return Replacement(base + span.start.index, base + span.end.index, tuple(pieces), rule.id)


def _captured(match: SgNode, meta: str, base: int) -> tuple[int, int]:
    name = meta.lstrip("$")
    if meta.startswith("$$$"):
        nodes = match.get_multiple_matches(name)
    else:
        node = match.get_match(name)
        nodes = [node] if node else []
    if not nodes:
        return (base, base)
    return base + nodes[0].range().start.index, base + nodes[-1].range().end.index
