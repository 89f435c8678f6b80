"""What C text uses and what it defines, as plain data that checks can compare between trees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tree_sitter import Node, Query, QueryCursor

from backport.csource.conditionals import Keep, directives
from backport.csource.dialect import GENERIC, Dialect
from backport.csource.mask import masked
from backport.csource.parse import C, parse
from backport.csource.spans import Lines, blank, without_comments

UNKNOWN_ARITY = -1


class Role(StrEnum):
    """How a name is used."""

    CALL = "call"
    MEMBER = "member"
    CONSTANT = "constant"  # upper case: a macro, flag or enum value
    TYPE = "type"  # a typedef's name, or a struct, union or enum tag
    LABEL = "label"  # the target of a goto
    VARIABLE = "variable"
    LOCAL = "local"  # a parameter or a variable that the text itself declares
    INCLUDE = "include"
    SYMBOL = "symbol"  # tested by a preprocessor conditional


class Defines(StrEnum):
    """What a definition or declaration gives a meaning to."""

    FUNCTION = "function"
    MACRO = "macro"
    ENUMERATOR = "enumerator"
    MEMBER = "member"
    TYPE = "type"
    VARIABLE = "variable"


@dataclass(frozen=True, order=True)
class Use:
    """One use: `start` in bytes, `line` from 1, `arity` the number of arguments of a call (else -1)."""

    start: int
    role: Role
    name: str
    line: int
    arity: int = UNKNOWN_ARITY


@dataclass(frozen=True, order=True)
class Definition:
    """One definition: `owner` is the tag a member belongs to; `arity` is -1 for what cannot be called.

    A `variadic` function takes `arity` arguments or more.
    """

    start: int
    kind: Defines
    name: str
    line: int
    arity: int = UNKNOWN_ARITY
    variadic: bool = False
    owner: str = ""


_USES = Query(
    C,
    """
    (call_expression function: (identifier) @call)
    (field_expression field: (field_identifier) @member)
    (field_designator (field_identifier) @member)
    (type_identifier) @type
    (goto_statement label: (statement_identifier) @label)
    (identifier) @name
    """,
)
_DEFINITIONS = Query(
    C,
    """
    (function_declarator declarator: (identifier) @function)
    (enumerator name: (identifier) @enumerator)
    (field_identifier) @member
    (struct_specifier name: (type_identifier) @type body: (_))
    (union_specifier name: (type_identifier) @type body: (_))
    (enum_specifier name: (type_identifier) @type body: (_))
    (type_identifier) @typedef
    (translation_unit (declaration) @variables)
    """,
)
_DECLARATORS = frozenset(
    (
        "pointer_declarator",
        "array_declarator",
        "function_declarator",
        "parenthesized_declarator",
        "init_declarator",
        "attributed_declarator",
        "bitfield_clause",
    )
)
_WORD = re.compile(rb"[A-Za-z_]\w*")
_DEFINE = re.compile(rb"\s*([A-Za-z_]\w*)(\(([^)]*)\))?(.*)", re.DOTALL)
_INCLUDED = re.compile(rb"\s*[<\"]([^>\"\n]+)[>\"]")
_CONDITIONS = (b"if", b"elif", b"ifdef", b"ifndef")


def _holder(node: Node) -> Node | None:
    """The declaration that a declarator's name belongs to; None if the name stands in an expression."""
    at, above = node, node.parent
    while above is not None and above.type in _DECLARATORS:
        if above.child_by_field_name("value") == at or above.child_by_field_name("size") == at:
            return None
        at, above = above, above.parent
    if above is not None and at in above.children_by_field_name("declarator"):
        return above
    return None


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _arguments(call: Node | None) -> int:
    found = call.child_by_field_name("arguments") if call is not None else None
    return found.named_child_count if found is not None else UNKNOWN_ARITY


def _role(node: Node) -> Role | None:
    """The role of a plain identifier; None where it is being defined at file level."""
    holder = _holder(node)
    if holder is None:
        return Role.CONSTANT if _text(node).isupper() else Role.VARIABLE
    in_file = holder.type == "function_definition" or (
        holder.parent is not None and holder.parent.type == "translation_unit"
    )
    return None if in_file else Role.LOCAL


def _captured(query: Query, node: Node, start: int, end: int) -> Iterator[tuple[str, Node]]:
    cursor = QueryCursor(query)
    cursor.set_byte_range(start, end)
    for name, nodes in cursor.captures(node).items():
        for found in nodes:
            if start <= found.start_byte and found.end_byte <= end:
                yield name, found


def _syntax_uses(root: Node, lines: Lines, start: int, end: int) -> Iterator[Use]:
    calls: set[int] = set()
    for capture, node in sorted(_captured(_USES, root, start, end), key=lambda found: found[0] == "name"):
        at, line = node.start_byte, lines.at(node.start_byte)
        if capture == "call":
            calls.add(at)
            yield Use(at, Role.CALL, _text(node), line, _arguments(node.parent))
        elif capture != "name":
            yield Use(at, Role(capture), _text(node), line)
        elif at not in calls and not (node.parent is not None and node.parent.type == "enumerator"):
            role = _role(node)
            if role is not None:
                yield Use(at, role, _text(node), line)


def _directive_uses(bare: bytes, lines: Lines, start: int, end: int) -> Iterator[Use]:
    for directive in directives(bare):
        if directive.end <= start or directive.start >= end:
            continue
        at = directive.end - len(directive.argument)
        line = lines.at(at)
        if directive.word in _CONDITIONS:
            for word in _WORD.finditer(directive.argument):
                if word[0] != b"defined":
                    yield Use(at + word.start(), Role.SYMBOL, word[0].decode(), line)
        elif directive.word == b"include" and (path := _INCLUDED.match(directive.argument)):
            yield Use(at + path.start(1), Role.INCLUDE, path[1].decode(errors="replace"), line)
        elif directive.word == b"define" and (macro := _DEFINE.match(directive.argument)):
            yield from _body_uses(macro, at, lines)


def _body_uses(macro: re.Match[bytes], at: int, lines: Lines) -> Iterator[Use]:
    """The names in a macro's replacement text, read as C as far as that goes."""
    body = bytearray(macro[4])
    for found in re.finditer(rb"\\\r?\n|##?", macro[4]):
        blank(body, found.start(), found.end())
    parameters = set(_WORD.findall(macro[3] or b""))
    prefix = b"void f(void) {\n"
    tree = parse(prefix + bytes(body) + b"\n;}\n")
    offset = at + macro.start(4) - len(prefix)
    for use in _syntax_uses(tree.root_node, Lines(b""), len(prefix), len(prefix) + len(body)):
        if use.name.encode() not in parameters:
            yield Use(use.start + offset, use.role, use.name, lines.at(use.start + offset), use.arity)


def uses(text: bytes, dialect: Dialect = GENERIC, start: int = 0, end: int | None = None) -> tuple[Use, ...]:
    """The names that the bytes from `start` to `end` use, sorted; both branches of conditionals are read."""
    end = len(text) if end is None else end
    lines = Lines(text)
    found = set(_directive_uses(without_comments(text), lines, start, end))
    for keep in Keep:
        found.update(_syntax_uses(parse(text, dialect, keep).root_node, lines, start, end))
        if not masked(text, dialect, keep)[1]:
            break
    return tuple(sorted(found))


def _parameters(declarator: Node | None) -> tuple[int, bool]:
    found = declarator.child_by_field_name("parameters") if declarator is not None else None
    if found is None:
        return UNKNOWN_ARITY, False
    children = [child for child in found.named_children if child.type != "comment"]
    variadic = any(child.type == "variadic_parameter" for child in children)
    count = len(children) - variadic
    if count == 1 and _text(children[0]) == "void":
        count = 0
    return count, variadic


def _owner(node: Node) -> str:
    """The nearest named struct or union around a member."""
    above = node.parent
    while above is not None:
        if above.type in ("struct_specifier", "union_specifier"):
            name = above.child_by_field_name("name")
            if name is not None:
                return _text(name)
        above = above.parent
    return ""


def _variables(declaration: Node) -> Iterator[Node]:
    """The names that a file-level declaration gives to variables, not to functions."""
    for child in declaration.children_by_field_name("declarator"):
        at: Node | None = child
        while at is not None and at.type in _DECLARATORS:
            if at.type == "function_declarator":
                inner = at.child_by_field_name("declarator")
                if inner is None or inner.type != "parenthesized_declarator":
                    at = None
                    break
            at = at.child_by_field_name("declarator") or next(iter(at.named_children), None)
        if at is not None and at.type == "identifier":
            yield at


def _syntax_definitions(root: Node, lines: Lines) -> Iterator[Definition]:
    for capture, node in _captured(_DEFINITIONS, root, 0, root.end_byte):
        at, name, line = node.start_byte, _text(node), lines.at(node.start_byte)
        if capture == "function":
            yield Definition(at, Defines.FUNCTION, name, line, *_parameters(node.parent))
        elif capture == "enumerator":
            yield Definition(at, Defines.ENUMERATOR, name, line)
        elif capture == "type":
            yield Definition(at, Defines.TYPE, name, line)
        elif capture == "variables":
            for found in _variables(node):
                yield Definition(found.start_byte, Defines.VARIABLE, _text(found), lines.at(found.start_byte))
        else:
            holder = _holder(node)
            if capture == "member" and holder is not None and holder.type == "field_declaration":
                yield Definition(at, Defines.MEMBER, name, line, owner=_owner(node))
            elif capture == "typedef" and holder is not None and holder.type == "type_definition":
                yield Definition(at, Defines.TYPE, name, line)


def _macros(bare: bytes, lines: Lines) -> Iterator[Definition]:
    for directive in directives(bare):
        macro = _DEFINE.match(directive.argument) if directive.word == b"define" else None
        if macro is None:
            continue
        at = directive.end - len(directive.argument) + macro.start(1)
        parameters = [p.strip() for p in (macro[3] or b"").split(b",") if p.strip()]
        variadic = bool(parameters) and parameters[-1].endswith(b"...")
        arity = UNKNOWN_ARITY if macro[2] is None else len(parameters) - variadic
        yield Definition(at, Defines.MACRO, macro[1].decode(), lines.at(at), arity, variadic)


@lru_cache(maxsize=256)
def definitions(text: bytes, dialect: Dialect = GENERIC) -> tuple[Definition, ...]:
    """What a file defines or declares, sorted; both branches of conditionals are read."""
    lines = Lines(text)
    found = set(_macros(without_comments(text), lines))
    for keep in Keep:
        found.update(_syntax_definitions(parse(text, dialect, keep).root_node, lines))
        if not masked(text, dialect, keep)[1]:
            break
    return tuple(sorted(found))
