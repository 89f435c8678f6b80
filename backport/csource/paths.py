"""What is held at each way out of a function: locks counted along all its paths, branch conditions not weighed."""

import re
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from backport.csource.dialect import GENERIC, Dialect
from backport.csource.parse import parse

Held = frozenset[tuple[str, int]]
"""How often each thing is held; what is not held is left out, what was released too often counts below zero."""

_FUNCTION = "function_definition"
_MOST = 64  # states at one point; a function with more is not examined
_DEEPEST = 2  # how far a count is followed
_LEAVING = frozenset(("exit", "_exit", "abort", "siglongjmp", "longjmp"))
_ENDLESS = re.compile(r"\(\s*1\s*\)")
_UNLOCK = re.compile(r"un_?lock", re.IGNORECASE)
_LOCK = re.compile(r"(?<!un)(?<!un_)lock", re.IGNORECASE)
_TRY = re.compile(r"try|_init|_destroy|held|islocked|decl|label", re.IGNORECASE)


class TooMany(Exception):
    """The function has more states than can be followed."""


Effect = Callable[[str, str], tuple[str, int] | None]


def lock_effect(name: str, arguments: str) -> tuple[str, int] | None:
    """What a call does to locks, by its name: the lock (its last argument) and +1 or -1; None for other calls."""
    if _TRY.search(name):
        return None
    key = arguments.strip("()").rpartition(",")[2].strip().lstrip("&")
    if _UNLOCK.search(name):
        return key, -1
    return (key, 1) if _LOCK.search(name) and re.search(r"lock$", name, re.IGNORECASE) else None


def held_at_exits(
    text: bytes, start: int, end: int, dialect: Dialect = GENERIC, effect: Effect = lock_effect
) -> frozenset[Held] | None:
    """The states in which the function at bytes [start, end) may return; None when it cannot be followed."""
    root = parse(text[start:end], dialect).root_node
    body = next((node.child_by_field_name("body") for node in root.children if node.type == _FUNCTION), None)
    if body is None or body.has_error:
        return None
    try:
        return _Walk(effect).run(body)
    except TooMany:
        return None


States = frozenset[Held]
_NOTHING: States = frozenset()


class _Walk:
    """Follows statements; `goto` is resolved by walking again until no label learns anything new."""

    def __init__(self, effect: Effect) -> None:
        self._effect = effect
        self._labels: dict[str, States] = {}
        self._exits: States = _NOTHING
        self._breaks: list[States] = []
        self._again: list[States] = []

    def run(self, body: Node) -> States:
        known: dict[str, States] | None = None
        while known != self._labels:
            known = dict(self._labels)
            self._exits = _NOTHING
            end = self._walk(body, frozenset((frozenset(),)))
            self._exits |= end
        return self._exits

    def _walk(self, node: Node, states: States) -> States:
        if len(states) > _MOST:
            raise TooMany
        handler = _HANDLERS.get(node.type)
        if handler is not None:
            return handler(self, node, states)
        return self._calls(node, states)

    def _all(self, nodes: Iterable[Node], states: States) -> States:
        for node in nodes:
            states = self._walk(node, states)
        return states

    def _block(self, node: Node, states: States) -> States:
        return self._all(node.named_children, states)

    def _calls(self, node: Node, states: States) -> States:
        for call in _calls(node):
            name = (call.child_by_field_name("function") or call).text or b""
            if name.decode(errors="replace") in _LEAVING:
                return _NOTHING
            arguments = call.child_by_field_name("arguments")
            given = ((arguments.text or b"") if arguments is not None else b"").decode(errors="replace")
            change = self._effect(name.decode(errors="replace"), re.sub(r"\s+", "", given))
            if change is not None:
                states = frozenset(_changed(state, *change) for state in states)
        return states

    def _field(self, node: Node, name: str, states: States) -> States:
        child = node.child_by_field_name(name)
        return self._walk(child, states) if child is not None else states

    def _if(self, node: Node, states: States) -> States:
        states = self._field(node, "condition", states)
        return self._field(node, "consequence", states) | self._field(node, "alternative", states)

    def _loop(self, node: Node, states: States) -> States:
        condition = node.child_by_field_name("condition")
        endless = (node.type == "for_statement" and condition is None) or (
            condition is not None and _ENDLESS.fullmatch((condition.text or b"").decode(errors="replace")) is not None
        )
        states = self._field(node, "initializer", states)
        entered, left = _NOTHING, _NOTHING
        first = node.type == "do_statement"
        while not states <= entered:
            entered |= states
            inner = entered if first else self._field(node, "condition", entered)
            self._breaks.append(_NOTHING)
            self._again.append(_NOTHING)
            around = self._field(node, "body", inner) | self._again.pop()
            left |= self._breaks.pop()
            around = self._field(node, "update", around)
            around = self._field(node, "condition", around) if first else around
            left |= _NOTHING if endless else (around if first else inner)
            states = around
        return left

    def _switch(self, node: Node, states: States) -> States:
        states = self._field(node, "condition", states)
        body = node.child_by_field_name("body")
        falls, default = _NOTHING, False
        self._breaks.append(_NOTHING)
        for child in body.named_children if body is not None else ():
            if child.type == "case_statement":
                default = default or child.child_by_field_name("value") is None
                value = child.child_by_field_name("value")
                falls = self._all((c for c in child.named_children if c != value), falls | states)
            else:
                falls = self._walk(child, falls)
        return falls | self._breaks.pop() | (_NOTHING if default else states)

    def _return(self, node: Node, states: States) -> States:
        self._exits |= self._calls(node, states)
        return _NOTHING

    def _goto(self, node: Node, states: States) -> States:
        label = node.child_by_field_name("label")
        name = ((label.text or b"") if label is not None else b"").decode(errors="replace")
        self._labels[name] = self._labels.get(name, _NOTHING) | states
        return _NOTHING

    def _labeled(self, node: Node, states: States) -> States:
        label = node.child_by_field_name("label")
        name = ((label.text or b"") if label is not None else b"").decode(errors="replace")
        states |= self._labels.get(name, _NOTHING)
        return self._all((child for child in node.named_children if child != label), states)

    def _break(self, _node: Node, states: States) -> States:
        if self._breaks:
            self._breaks[-1] |= states
        return _NOTHING

    def _continue(self, _node: Node, states: States) -> States:
        if self._again:
            self._again[-1] |= states
        return _NOTHING


_HANDLERS: dict[str, Callable[[_Walk, Node, States], States]] = {
    "compound_statement": _Walk._block,
    "else_clause": _Walk._block,
    "if_statement": _Walk._if,
    "while_statement": _Walk._loop,
    "for_statement": _Walk._loop,
    "do_statement": _Walk._loop,
    "switch_statement": _Walk._switch,
    "return_statement": _Walk._return,
    "goto_statement": _Walk._goto,
    "labeled_statement": _Walk._labeled,
    "break_statement": _Walk._break,
    "continue_statement": _Walk._continue,
}


def _calls(node: Node) -> Iterator[Node]:
    """The calls below a node, in the order of the text."""
    stack = [node]
    while stack:
        at = stack.pop()
        if at.type == "call_expression":
            yield at
        stack.extend(reversed(at.named_children))


def _changed(state: Held, key: str, by: int) -> Held:
    counts = dict(state)
    counts[key] = max(-_DEEPEST, min(_DEEPEST, counts.get(key, 0) + by))
    return frozenset((name, count) for name, count in counts.items() if count)
