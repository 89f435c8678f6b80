"""GNU's blocks that are expressions."""

from tree_sitter import Node

from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.literals import elements
from backport.csource.lift.operators import Operators
from backport.csource.lift.places import Place
from backport.csource.lift.types import (
    VOID,
    Array,
    Type,
    Void,
)
from backport.csource.lift.values import Value


class Blocks(Operators):
    """`({ … })`."""

    def parenthesized(self, node: Node) -> Value:
        """`(e)`, and GNU's `({ … })`."""
        inner = named(node)[0]
        return self.block_value(inner) if inner.type == "compound_statement" else self.value(inner)

    def block_value(self, block: Node) -> Value:
        """A block as an expression: its steps in order, then the value of the last one."""
        self.scopes.append({})
        steps: list[str] = []
        result = Value("None", VOID)
        for child in named(block):
            result = self._step(child, steps)
        self.scopes.pop()
        if isinstance(result.type, Void):
            return Value(f"({', '.join([*steps, 'None'])})", VOID)
        if not steps:
            return result
        return Value(f"({', '.join([*steps, result.code])})[-1]", result.type)

    def _step(self, node: Node, steps: list[str]) -> Value:
        """One statement of a block that is an expression; its code goes to `steps` unless it is a value."""
        nothing = Value("None", VOID)
        match node.type:
            case "expression_statement":
                if not named(node):
                    return nothing
                value = self.value(named(node)[0])
                if node.next_named_sibling is None and not isinstance(value.type, Void):
                    return value
                steps.append(value.code)
            case "declaration":
                for name, type_, given in self.declared(node):
                    place = self.declare(name, type_)
                    if given is not None:
                        steps.append(self.assigned(place, self.value(given)).code)
            case "if_statement":
                steps.append(self._conditional_step(node))
            case "do_statement" if text_of(named(node)[1]) in ("(0)", "0"):
                steps.append(self._nested(named(node)[0]))
            case "compound_statement":
                steps.append(self._nested(node))
            case _:
                raise self.fail(f"{node.type} inside an expression: {text_of(node)[:60]}")
        return nothing

    def _nested(self, node: Node) -> str:
        if node.type == "compound_statement":
            return self.block_value(node).code
        steps: list[str] = []
        value = self._step(node, steps)
        return f"({', '.join([*steps, value.code])},)"

    def _conditional_step(self, node: Node) -> str:
        condition, yes = part(node, "condition"), part(node, "consequence")
        no = node.child_by_field_name("alternative")
        other = self._nested(named(no)[0]) if no is not None else "None"
        return f"({self._nested(yes)} if {self.value(condition).test} else {other})"

    def declared(self, node: Node) -> list[tuple[str, Type, Node | None]]:
        """The names, types and initialisers of a declaration."""
        types = self.program.types
        if any(child.type == "attribute_specifier" and "cleanup" in text_of(child) for child in node.children):
            raise self.fail(f"what runs at the end of a block: {text_of(node)[:60]}")
        base = types.base(node)
        found = []
        for declarator in node.children_by_field_name("declarator"):
            name, type_ = types.declarator(declarator, base)
            given = declarator.child_by_field_name("value") if declarator.type == "init_declarator" else None
            if isinstance(type_, Array) and type_.count < 0 and given is not None:
                type_ = Array(type_.of, elements(given, lambda at: self.program.evaluate(at, self.where)))
            found.append((name, type_, given))
        return found

    def declare(self, name: str, type_: Type) -> Place:
        """A new local in the innermost scope."""
        raise NotImplementedError
