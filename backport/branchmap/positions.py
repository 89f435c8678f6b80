"""Where a value stands in a TOML file: tomllib gives values without lines, tree-sitter gives the lines."""

import json
from collections.abc import Iterator, Sequence
from functools import cache

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Where = tuple[str | int, ...]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


def lines(text: bytes) -> dict[Where, int]:
    """Line (from 1) of every key, table and array item, by the keys and indexes that lead to it."""
    found: dict[Where, int] = {(): 1}
    counts: dict[Where, int] = {}
    for node in _parser().parse(text).root_node.named_children:
        if node.type == "pair":
            _pair(node, (), found)
        elif node.type in ("table", "table_array_element"):
            _table(node, counts, found)
    return found


def line_of(found: dict[Where, int], where: Sequence[str | int]) -> int:
    """The line of the nearest thing around `where` that is written down."""
    return next(found[tuple(where[:end])] for end in range(len(where), -1, -1) if tuple(where[:end]) in found)


def _table(node: Node, counts: dict[Where, int], found: dict[Where, int]) -> None:
    key, *content = node.named_children
    where = _indexed(_key(key), counts)
    if node.type == "table_array_element":
        index = counts.get(where, -1) + 1
        counts[where] = index
        found.setdefault(where, _line(node))
        where = (*where, index)
    found[where] = _line(node)
    for child in content:
        if child.type == "pair":
            _pair(child, where, found)


def _indexed(keys: Where, counts: dict[Where, int]) -> Where:
    """`[rule.where]` after the third `[[rule]]` is at rule, 2, where."""
    where: Where = ()
    for position, part in enumerate(keys):
        where = (*where, part)
        if position < len(keys) - 1 and where in counts:
            where = (*where, counts[where])
    return where


def _pair(node: Node, inside: Where, found: dict[Where, int]) -> None:
    key, value = node.named_children[0], node.named_children[-1]
    where = inside + _key(key)
    found[where] = _line(node)
    _value(value, where, found)


def _value(node: Node, where: Where, found: dict[Where, int]) -> None:
    if node.type == "array":
        items = [child for child in node.named_children if child.type != "comment"]
        for index, child in enumerate(items):
            found[(*where, index)] = _line(child)
            _value(child, (*where, index), found)
    elif node.type == "inline_table":
        for child in node.named_children:
            if child.type == "pair":
                _pair(child, where, found)


def _key(node: Node) -> Where:
    return tuple(_parts(node))


def _parts(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _parts(child)
        return
    text = (node.text or b"").decode(errors="replace")
    if text.startswith('"'):
        try:
            text = json.loads(text)
        except ValueError:
            text = text[1:-1]
    yield text.strip("'")


def _line(node: Node) -> int:
    return node.start_point[0] + 1
