"""Call shapes: a pattern with metavariables becomes another, by ast-grep; for what a rename cannot say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ast_grep_py import Pattern, SgNode, SgRoot

from backport.branchmap.lexical import occurrences
from backport.core.rule import Rule

METAVARIABLE = re.compile(r"\$\$\$[A-Z_]+|\$[A-Z_]+")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_REMEMBERED = 4096  # pieces of text whose matches are kept: the two sides of a fix share nearly all of theirs
# Expressions that hold together whatever stands beside them.
_FIRM = (
    "parenthesized_expression",
    "identifier",
    "field_identifier",
    "type_identifier",
    "field_expression",
    "call_expression",
    "subscript_expression",
    "number_literal",
    "string_literal",
    "char_literal",
)
Piece = bytes | tuple[int, int]  # literal text, or the part of the text that a metavariable matched


@dataclass(frozen=True)
class Replacement:
    """What takes the place of `start` to `end`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    rule: Rule

    def moved(self, by: int) -> "Replacement":
        """The same, `by` bytes further on."""
        pieces = tuple(piece if isinstance(piece, bytes) else (piece[0] + by, piece[1] + by) for piece in self.pieces)
        return Replacement(self.start + by, self.end + by, pieces, self.rule)


@cache
def trigger(pattern: str) -> bytes:
    """The word without which the pattern cannot match: its longest."""
    return max(_IDENTIFIER.findall(METAVARIABLE.sub(" ", pattern)), key=len, default="").encode()


@cache
def pattern_of(pattern: str) -> Pattern | None:
    """The pattern as ast-grep wants it, None where it is neither an expression nor a statement of C.

    On its own `f($X)` could be a declaration: the pattern is put where it is the outermost expression.
    """
    context = f"void f(void) {{ {pattern} }}" if pattern.endswith(";") else f"void f(void) {{ return {pattern}; }}"
    start = context.index(pattern)
    nodes = [SgRoot(context, "c").root()]
    while nodes:
        node = nodes.pop()
        span = node.range()
        if (span.start.index, span.end.index) == (start, start + len(pattern)):
            if node.find(kind="ERROR"):
                return None
            return Pattern(context=context, selector=node.kind(), strictness="smart")
        nodes += node.children()
    return None


class Shapes:
    """The call rules of one step, ready to match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [(trigger(rule.newer), pattern_of(rule.newer), rule) for rule in rules]
        self.triggers = frozenset(word for word, _, _ in self._rules)
        self._known: dict[bytes, list[Replacement]] = {}

    def replacements(self, data: bytes, present: frozenset[bytes]) -> list[Replacement]:
        """All matches, the outer before the inner; the first rule wins where two match the same text."""
        found: list[Replacement] = []
        for start, end in _chunks(data, sorted(self.triggers & present)):
            piece = data[start:end]
            if piece not in self._known:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[piece] = self._matches(piece, present)
            found += [match.moved(start) for match in self._known[piece]]
        return found

    def _matches(self, piece: bytes, present: frozenset[bytes]) -> list[Replacement]:
        found: dict[tuple[int, int], Replacement] = {}
        # Latin-1 makes one character of each byte: ast-grep counts characters.
        root = SgRoot(piece.decode("latin-1"), "c").root()
        for word, pattern, rule in self._rules:
            if pattern is None or word not in piece:
                continue
            for match in root.find_all(pattern=pattern):
                made = _replacement(match, rule)
                found.setdefault((made.start, -made.end), made)
        return [found[key] for key in sorted(found)]


def _chunks(data: bytes, wanted: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """The stretches between closing braces in column 0 that hold one of the words: enough to parse a function."""
    done = 0
    for offset in sorted(offset for word in wanted for offset in occurrences(data, word)):
        if offset < done:
            continue
        start = max(data.rfind(b"\n}", 0, offset) + 2, 0)
        close = data.find(b"\n}", offset)
        done = len(data) if close < 0 else close + 2
        yield start if start > 1 else 0, done


def _replacement(match: SgNode, rule: Rule) -> Replacement:
    pieces: list[Piece] = []
    last = 0
    for meta in METAVARIABLE.finditer(rule.older):
        pieces.append(rule.older[last : meta.start()].encode())
        pieces += _captured(match, meta[0], _delimited(rule.older, meta.start(), meta.end()))
        last = meta.end()
    pieces.append(rule.older[last:].encode())
    span = match.range()
    return Replacement(span.start.index, span.end.index, tuple(pieces), rule)


def _captured(match: SgNode, meta: str, delimited: bool) -> list[Piece]:
    """What a metavariable matched, in parentheses where operators beside it could tear it apart."""
    name = meta.lstrip("$")
    if meta.startswith("$$$"):
        nodes = match.get_multiple_matches(name)
        return [(nodes[0].range().start.index, nodes[-1].range().end.index)] if nodes else []
    node = match.get_match(name)
    if node is None:
        return []
    start, end = node.range().start.index, node.range().end.index
    return [(start, end)] if delimited or node.kind() in _FIRM else [b"(", (start, end), b")"]


def _delimited(template: str, start: int, end: int) -> bool:
    """Whether a metavariable stands alone between parentheses or commas."""
    return template[:start].rstrip().endswith(("(", ",")) and template[end:].lstrip().startswith((")", ","))
