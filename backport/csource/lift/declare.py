"""From declarations to types: typedefs, tags, declarators, prototypes."""

import re
from collections.abc import Callable

from tree_sitter import Node

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.index import Chunk, Index
from backport.csource.lift.types import (
    BOOL,
    CHAR,
    INT,
    LONG,
    SHORT,
    UCHAR,
    UINT,
    ULONG,
    USHORT,
    VOID,
    VOID_POINTER,
    Array,
    Float,
    Fun,
    Int,
    Pointer,
    Record,
    Type,
    lay_out,
)
from backport.csource.parse import parse_plain

# The names that the parser knows as types.
_BUILTIN: dict[str, Type] = {
    **{f"int{n}_t": Int(n, True) for n in (8, 16, 32, 64)},
    **{f"uint{n}_t": Int(n, False) for n in (8, 16, 32, 64)},
    **dict.fromkeys(("size_t", "uintptr_t", "max_align_t"), ULONG),
    **dict.fromkeys(("ssize_t", "ptrdiff_t", "intptr_t", "time_t", "off_t"), LONG),
    "pid_t": INT,
    "charptr_t": VOID_POINTER,
    "bool": BOOL,
    "_Bool": BOOL,
    "char": CHAR,
    "int": INT,
    "void": VOID,
    "float": Float(4),
    "double": Float(8),
    "__builtin_va_list": VOID_POINTER,
}
_TYPEDEF = "__typedef_"
_TYPEOF = "__typeof_"
_WORD = re.compile(r"(?<![\w.\"'])(struct\s+|union\s+|enum\s+|->\s*|\.\s*)?\b([A-Za-z_]\w*)\b")
# the grammar does not know it before an initialiser, and it means nothing
_UNUSED = re.compile(r"__attribute__\s*\(\(\s*_*unused_*\s*\)\)")
_TYPEOF_CALL = re.compile(r"\b(?:__typeof__|__typeof|typeof)\s*\(")
_NESTING = 60


def text_of(node: Node) -> str:
    """A node's text."""
    return (node.text or b"").decode("latin-1")


def named(node: Node) -> list[Node]:
    """A node's named children without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def part(node: Node, name: str) -> Node:
    """A node's child by field name; `CannotLift` where the syntax lacks it."""
    found = node.child_by_field_name(name)
    if found is None:
        raise CannotLift(f"syntax: {text_of(node)[:60]}", "")
    return found


class Declarations:
    """The types of a build, read on demand.

    `evaluate` gives the value of a constant expression, `type_of` the type of the expression text of a `typeof`.
    """

    def __init__(self, index: Index, evaluate: Callable[[Node, str], int]) -> None:
        self.index = index
        self.evaluate = evaluate
        self.type_of: Callable[[str], Type] = self._no_typeof
        self._tags: dict[str, Record | Int] = {}
        self._typedefs: dict[str, Type] = dict(_BUILTIN)
        self.enumerators: dict[str, int] = {}
        self._wide: dict[str, Int] = {}
        self._typeofs: list[str] = []
        self._parsed: dict[int, tuple[Chunk, Node]] = {}
        self._depth = 0

    @staticmethod
    def _no_typeof(text: str) -> Type:
        raise CannotLift(f"typeof({text}) outside a function", "")

    # ---- text ------------------------------------------------------------------------------------------------------

    def plain(self, text: str, where: str, keep: str = "") -> str:
        """Expanded text in which every type name is a tag, so that no parser has to guess; `keep` stays as it is."""
        expanded = _UNUSED.sub(" ", self._without_typeof(self.index.macros.expand(text, where)))
        typedefs = self.index.typedefs

        def tagged(match: re.Match[str]) -> str:
            before, name = match[1], match[2]
            if name == "_Bool":  # the parser knows its other name
                return "bool"
            if before or name == keep or name not in typedefs or name in _BUILTIN:
                return match[0]
            return f"struct {_TYPEDEF}{name}"

        return _WORD.sub(tagged, expanded)

    def _without_typeof(self, text: str) -> str:
        while (match := _TYPEOF_CALL.search(text)) is not None:
            depth, end = 1, match.end()
            while end < len(text) and depth:
                depth += (text[end] == "(") - (text[end] == ")")
                end += 1
            self._typeofs.append(text[match.end() : end - 1])
            text = f"{text[: match.start()]}struct {_TYPEOF}{len(self._typeofs) - 1}{text[end:]}"
        return text

    def parsed(self, chunk: Chunk, keep: str = "") -> Node:
        """The syntax tree of one chunk."""
        found = self._parsed.get(id(chunk))
        if found is None:
            where = f"{chunk.path}:{chunk.line}"
            found = chunk, parse_plain(self.plain(chunk.text, where, keep).encode("latin-1", "replace")).root_node
            self._parsed[id(chunk)] = found
        return found[1]

    # ---- names -----------------------------------------------------------------------------------------------------

    def typedef(self, name: str) -> Type:
        """What a typedef's name stands for."""
        if name not in self._typedefs:
            chunk = self.index.typedefs.get(name)
            if chunk is None:
                raise CannotLift(f"unknown type {name}", "")
            for node in self.parsed(chunk, keep=name).children:
                if node.type == "type_definition":
                    base = self.base(node)
                    for declarator in node.children_by_field_name("declarator"):
                        found, type_ = self.declarator(declarator, base)
                        if found == name:
                            self._typedefs[name] = type_
        if name not in self._typedefs:
            raise CannotLift(f"typedef {name} not understood", "")
        return self._typedefs[name]

    def record(self, tag: str) -> Record:
        """The struct or union with a tag; its definition is read when it is needed."""
        found = self._tags.get(tag)
        if not isinstance(found, Record):
            found = self._tags[tag] = Record(tag)
            chunk = self.index.tags.get(tag)
            if chunk is not None:
                found.define = lambda: self._define(tag, chunk)
        return found

    def _define(self, tag: str, chunk: Chunk) -> None:
        stack = [self.parsed(chunk)]
        while stack:
            node = stack.pop()
            if node.type in ("struct_specifier", "union_specifier") and node.child_by_field_name("body") is not None:
                name = node.child_by_field_name("name")
                if name is not None and text_of(name) == tag:
                    self.specifier(node)
                    return
            stack += reversed(node.named_children)

    def enumerator(self, name: str) -> int | None:
        """An enumeration constant's value; None if there is none of that name."""
        if name not in self.enumerators and name in self.index.enumerators:
            stack = [self.parsed(self.index.enumerators[name])]
            while stack:
                node = stack.pop()
                if node.type == "enum_specifier":
                    self._enum(node)
                stack += node.named_children
        return self.enumerators.get(name)

    def enumerator_type(self, name: str) -> Int:
        """The type of an enumeration constant: `int`, but its enumeration's where it does not fit, as gcc has it."""
        return self._wide.get(name, INT)

    def declared(self, name: str) -> tuple[Type, Node | None] | None:
        """The type of a file-level variable or function, and the initialiser if one was found."""
        best: tuple[Type, Node | None] | None = None
        for chunk in self.index.declared.get(name, ()):
            for node in self.parsed(chunk).children:
                if node.type != "declaration":
                    continue
                for declarator in node.children_by_field_name("declarator"):
                    if f"{name}" not in text_of(declarator):
                        continue
                    found, type_ = self.declarator(declarator, self.base(node))
                    if found == name:
                        value = (
                            declarator.child_by_field_name("value") if declarator.type == "init_declarator" else None
                        )
                        if best is None or value is not None or _more_complete(type_, best[0]):
                            best = type_, value if value is not None else (best[1] if best else None)
        return best

    # ---- types -----------------------------------------------------------------------------------------------------

    def base(self, declaration: Node) -> Type:
        """The type that a declaration's specifiers name."""
        node = declaration.child_by_field_name("type")
        if node is None:
            return INT
        return self.specifier(node)

    def specifier(self, node: Node) -> Type:
        """The type that a specifier names, defining its tag on the way."""
        match node.type:
            case "primitive_type" | "type_identifier":
                return self.typedef(text_of(node))
            case "sized_type_specifier":
                return _sized(text_of(node).split())
            case "enum_specifier":
                return self._enum(node)
            case "struct_specifier" | "union_specifier":
                return self._struct(node)
        raise CannotLift(f"type {text_of(node)[:60]!r}", "")

    def _struct(self, node: Node) -> Type:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        tag = text_of(name) if name is not None else f"@{node.id}"
        if tag.startswith(_TYPEDEF):
            return self.typedef(tag.removeprefix(_TYPEDEF))
        if tag.startswith(_TYPEOF):
            return self.type_of(self._typeofs[int(tag.removeprefix(_TYPEOF))])
        if body is None:
            return self.record(tag)
        record = self.record(tag)
        if not record.complete:
            record.define = None
            record.union = node.type == "union_specifier"
            record.packed = _packed(node)
            self._depth += 1
            if self._depth > _NESTING:
                raise CannotLift(f"struct {tag} nests too deep", "")
            try:
                members = self._members(body)
            finally:
                self._depth -= 1
            lay_out(record, members)
        return record

    def _members(self, body: Node) -> list[tuple[str, Type, int]]:
        found: list[tuple[str, Type, int]] = []
        for node in named(body):
            if node.type != "field_declaration":
                if node.type == "ERROR" and text_of(node).strip("; \n\t"):
                    raise CannotLift(f"struct member {text_of(node)[:60]!r}", "")
                continue
            base = self.base(node)
            children = node.children
            declarators = node.children_by_field_name("declarator")
            if not declarators and isinstance(base, Record):
                found.append(("", base, 0))
            for declarator in declarators:
                name, type_ = self.declarator(declarator, base)
                after = next((c for c in children if c.start_byte >= declarator.end_byte), None)
                bits = self.evaluate(named(after)[0], "bit field") if after and after.type == "bitfield_clause" else 0
                if bits and not (isinstance(type_, Int) and 0 < bits <= type_.bits):
                    raise CannotLift(f"a bit field of {bits} bits", "")
                found.append((name, type_, bits))
        return found

    def _enum(self, node: Node) -> Int:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        tag = text_of(name) if name is not None else ""
        if body is None:
            known = self._tags.get(tag)
            if known is None and tag in self.index.tags:
                self._scan_enum(tag)
                known = self._tags.get(tag)
            return known if isinstance(known, Int) else UINT
        value, values, names = -1, list[int](), list[str]()
        for child in named(body):
            if child.type != "enumerator":
                continue
            inner = child.child_by_field_name("name")
            given = child.child_by_field_name("value")
            value = self.evaluate(given, text_of(child)) if given is not None else value + 1
            if inner is not None:
                self.enumerators[text_of(inner)] = value
                names += [text_of(inner)] if not INT.low <= value <= INT.high else []
            values.append(value)
        signed = any(v < 0 for v in values)
        sizes = (Int(bits, signed) for bits in ((8, 16, 32, 64) if _packed(node) else (32, 64)))
        type_ = next((t for t in sizes if all(t.low <= v <= t.high for v in values)), LONG)
        self._wide.update(dict.fromkeys(names, type_))
        if tag:
            self._tags[tag] = type_
        return type_

    def _scan_enum(self, tag: str) -> None:
        stack = [self.parsed(self.index.tags[tag])]
        while stack:
            node = stack.pop()
            name = node.child_by_field_name("name") if node.type == "enum_specifier" else None
            if name is not None and text_of(name) == tag and node.child_by_field_name("body") is not None:
                self._enum(node)
                return
            stack += node.named_children

    def declarator(self, node: Node | None, base: Type) -> tuple[str, Type]:
        """The name (empty for an abstract one) and type of a declarator over a base type."""
        while node is not None:
            inner = node.child_by_field_name("declarator")
            match node.type:
                case "identifier" | "field_identifier" | "type_identifier" | "primitive_type":
                    return text_of(node), base
                case "init_declarator" | "attributed_declarator":
                    pass
                case "pointer_declarator" | "abstract_pointer_declarator":
                    base = Pointer(base)
                case "array_declarator" | "abstract_array_declarator":
                    count = node.child_by_field_name("size")
                    base = Array(base, self.evaluate(count, "array size") if count is not None else -1)
                case "function_declarator" | "abstract_function_declarator":
                    base = self._function(node, base)
                case "parenthesized_declarator" | "abstract_parenthesized_declarator":
                    inner = next((c for c in named(node) if c.type != "ms_call_modifier"), None)
                case _:
                    raise CannotLift(f"declarator {text_of(node)[:60]!r}", "")
            if inner is None and node.type in ("init_declarator", "attributed_declarator"):
                inner = named(node)[0]
            node = inner
        return "", base

    def _function(self, node: Node, result: Type) -> Fun:
        listed = node.child_by_field_name("parameters")
        parameters = (
            [self.parameter(p)[1] for p in named(listed) if p.type == "parameter_declaration"] if listed else []
        )
        variadic = any(p.type == "variadic_parameter" for p in listed.named_children) if listed else False
        if parameters == [VOID]:
            parameters = []
        return Fun(result, tuple(parameters), variadic)

    def parameter(self, node: Node) -> tuple[str, Type]:
        """A parameter's name and type, arrays and functions as pointers."""
        name, type_ = self.declarator(node.child_by_field_name("declarator"), self.base(node))
        if isinstance(type_, Array):
            type_ = Pointer(type_.of)
        elif isinstance(type_, Fun):
            type_ = Pointer(type_)
        return name, type_

    def described(self, node: Node) -> Type:
        """The type of a `type_descriptor`, as in casts and `sizeof`."""
        return self.declarator(node.child_by_field_name("declarator"), self.base(node))[1]


def _packed(node: Node) -> bool:
    """Whether a tag is declared `__attribute__((packed))`."""
    return any(c.type == "attribute_specifier" and "packed" in text_of(c) for c in node.children)


def _more_complete(one: Type, other: Type) -> bool:
    return isinstance(one, Array) and isinstance(other, Array) and other.count < 0 <= one.count


_SIZED = (
    ("char", CHAR, UCHAR),
    ("short", SHORT, USHORT),
    ("long", LONG, ULONG),
    ("int", INT, UINT),
)


def _sized(words: list[str]) -> Type:
    if "double" in words:
        return Float(16)  # "long double"; others are no sized specifier
    for word, signed, unsigned in _SIZED:
        if word in words:
            return unsigned if "unsigned" in words else signed
    return UINT if "unsigned" in words else INT
