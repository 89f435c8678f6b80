"""Blocks, loops and jumps: C's structure as Python's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tree_sitter import Node

from backport.csource.lift.declare import named, part, text_of
from backport.csource.lift.expressions import Expressions
from backport.csource.lift.types import INT
from backport.csource.lift.values import Value

if TYPE_CHECKING:
    from backport.csource.lift.program import Program

_TRANSPARENT = frozenset(("compound_statement", "if_statement", "else_clause", "labeled_statement"))


@dataclass(eq=False)
class Region:
    """A Python loop being written: what `break` and `continue` mean in it, and which jumps leave through it."""

    breaks: bool  # C's break ends it
    continues: bool  # C's continue belongs to it
    step: Callable[[], None] | None = None  # to be written before a continue
    labels: dict[str, int] = field(default_factory=dict)
    entry: str = ""  # the variable that says from which label on to run
    crossing: dict[int, Callable[[], None]] = field(default_factory=dict)  # code: what to write after the loop


def inside(node: Node, stop: frozenset[str] = frozenset()) -> Iterator[Node]:
    """All nodes below a node, not below those of a type in `stop`."""
    for child in node.named_children:
        yield child
        if child.type not in stop:
            yield from inside(child, stop)


def labels_in(node: Node) -> list[str]:
    """The labels below a node that are not inside a loop, in order."""
    return [name for child in named(node) for name in _labels_of(child)]


def _labels_of(node: Node) -> list[str]:
    """The labels at a node and below it that are not inside a loop, in order."""
    own = [text_of(part(node, "label"))] if node.type == "labeled_statement" else []
    return own + (labels_in(node) if node.type in _TRANSPARENT else [])


class Flow(Expressions):
    """Writes lines; what a statement is worth is the subclass's."""

    def __init__(self, program: "Program", where: str) -> None:
        super().__init__(program, where)
        self.lines: list[str] = []
        self.depth = 1
        self.regions: list[Region] = []
        self.leaves = False  # some jump crosses a loop
        self._entered: tuple[str, dict[str, int]] | None = None  # the block whose labels are being placed
        self._codes = 0

    def statement(self, node: Node) -> None:
        """One statement."""
        raise NotImplementedError

    def emit(self, line: str) -> None:
        """Write one line."""
        self.lines.append("    " * self.depth + line)

    def suite(self, node: Node | None) -> None:
        """A statement as the indented suite of the line before."""
        self.depth += 1
        self.emit("pass")
        if node is not None:
            self.statement(node)
        self.depth -= 1

    def block(self, node: Node) -> None:
        """`{ … }`, with its labels."""
        self.scopes.append({})
        labels = labels_in(node)
        if not labels:
            for child in named(node):
                self.statement(child)
        elif self._entered is not None and labels[0] in self._entered[1]:
            self._pieces(named(node))
        else:
            self._labelled(node, labels)
        self.scopes.pop()

    def _labelled(self, node: Node, labels: list[str]) -> None:
        """A block with labels, also inside its `if`s: a loop in which a number says from which label on to run."""
        at = f"pc{self.code()}"
        region = Region(False, False, labels={name: i + 1 for i, name in enumerate(labels)}, entry=at)
        self.emit(f"{at} = 0")
        around, self._entered = self._entered, (at, region.labels)

        def body() -> None:
            self.emit("burn()")
            self._pieces(named(node))
            self.emit("break")

        self.loop("True", region, body)
        self._entered = around

    def _pieces(self, children: list[Node]) -> None:
        """Statements around labels: each is skipped when the run begins at a label behind it."""
        at, numbers = self._entered or ("", {})
        before = [numbers[name] for child in children for name in _labels_of(child)]
        current = min(before) - 1
        for child in children:
            while child.type == "labeled_statement":
                current = numbers[text_of(part(child, "label"))]
                rest = named(child)[1:]
                if not rest:
                    break
                child = rest[0]
            else:
                inner = [numbers[name] for name in _labels_of(child)]
                current = max([current, *inner])
                self.emit(f"if {at} <= {current}:")
                self.suite(child)

    def code(self) -> int:
        self._codes += 1
        return self._codes

    def loop(self, test: str, region: Region, body: Callable[[], None]) -> None:
        """A Python `while`, and after it the jumps that leave through it."""
        self.regions.append(region)
        self.emit(f"while {test}:")
        self.depth += 1
        body()
        self.depth -= 1
        self.regions.pop()
        for code, write in region.crossing.items():
            self.emit(f"if leave == {code}:")
            self.depth += 1
            self.emit("leave = 0")
            write()
            self.depth -= 1
        self.leaves = self.leaves or bool(region.crossing)

    def jump(self, wanted: Callable[[Region], bool], write: Callable[[Region], None], at: int | None = None) -> None:
        """Write a jump that belongs to the nearest region wanted, crossing the loops in between."""
        stack = self.regions if at is None else self.regions[:at]
        if not stack:
            raise self.fail("jump out of nowhere")
        region = stack[-1]
        if wanted(region):
            write(region)
            return
        if not any(wanted(r) for r in stack):
            raise self.fail("jump into a block")
        code = self.code()
        depth = len(stack) - 1
        region.crossing[code] = lambda: self.jump(wanted, write, depth)
        self.emit(f"leave = {code}")
        self.emit("break")

    def entering(self, test: Value, yes: Node, node: Node) -> Value:
        """The condition of an `if` with labels inside: a run that begins at one of them goes straight there."""
        at, numbers = self._entered or ("", {})
        first = min(numbers[name] for name in labels_in(node))
        inside_yes = [numbers[name] for name in _labels_of(yes)]
        code = f"({at} < {first} and {test.test})"
        if inside_yes:
            code = f"({min(inside_yes)} <= {at} <= {max(inside_yes)} or {code})"
        return Value(code, INT, condition=code)

    def break_(self, _node: Node) -> None:
        """`break`."""
        self.jump(lambda r: r.breaks, lambda r: self.emit("break"))

    def continue_(self, _node: Node) -> None:
        """`continue`."""

        def write(region: Region) -> None:
            if region.step is not None:
                region.step()
            self.emit("continue")

        self.jump(lambda r: r.continues, write)

    def goto(self, node: Node) -> None:
        """`goto`."""
        label = part(node, "label")
        name = text_of(label)

        def write(region: Region) -> None:
            self.emit(f"{region.entry} = {region.labels[name]}")
            self.emit("continue")

        self.jump(lambda r: name in r.labels, write)
