"""Small changes of the logic of verdicts, to see which of them no test notices.

`python -m ci.mutants [--severities] FILE… [-- TEST…]`
Each mutant lives in a process of its own, which runs the tests until the first that fails. Without TEST those of a
file are the tests beside its mirror, and for a check those that name it. Exit 1 where a mutant survives.
"""

import ast
import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

TOP = Path(__file__).resolve().parent.parent
_SECONDS = 180
_MILDER = {"HARD": "SOFT", "SOFT": "NOTE", "OPEN": "SOFT", "NOTE": "SOFT"}
_WORSE = {"HARD": "OPEN", "SOFT": "HARD", "OPEN": "HARD", "NOTE": "HARD"}
_VERDICTS = {"SOUND": "DOUBTFUL", "DOUBTFUL": "SOUND", "UNSOUND": "SOUND", "UNKNOWN": "SOUND"}
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module's text with one change."""

    path: str
    line: int
    what: str
    text: str


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a file: severities, verdicts, comparisons, conditions, findings and rows that are left out."""
    source = (TOP / path).read_text()
    for number in range(len(list(ast.walk(ast.parse(source))))):
        for variant in range(2):
            tree = ast.parse(source)
            node = list(ast.walk(tree))[number]
            before = ast.unparse(node)
            what = _changed(tree, node, variant)
            if what:
                line = getattr(node, "lineno", 0)
                yield Mutant(path, line, f"{before:.70} -> {what}".replace("\n", " "), ast.unparse(tree))


def _changed(tree: ast.Module, node: ast.AST, variant: int) -> str:
    """Change a node in place: what it became, empty where it has no such variant."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        tables = {"Severity": (_MILDER, _WORSE), "Verdict": (_VERDICTS, {})}.get(node.value.id)
        node.attr = tables[variant].get(node.attr, node.attr) if tables else node.attr
        return node.attr if tables and tables[variant] else ""
    if variant:
        return _left_out(tree, node)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        node.ops[0] = _COMPARED[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.comprehension) and node.ifs:
        node.ifs = []
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    else:
        return ""
    return ast.unparse(node)[:70] if not isinstance(node, ast.comprehension) else "no condition"


def _left_out(tree: ast.Module, node: ast.AST) -> str:
    """A statement that yields, or a row of a table, is no more."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        node.value = ast.Constant(None)
        return "nothing"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Check":
        for table in ast.walk(tree):
            if isinstance(table, ast.Tuple) and node in table.elts:
                table.elts.remove(node)
                return "no such row"
    return ""


class _Loader(SourceFileLoader):
    """Gives the mutant instead of what the file holds."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.path.removesuffix(".py").replace("/", "."), str(TOP / mutant.path))
        self._text = mutant.text

    def get_code(self, fullname: str) -> CodeType:
        """The mutant."""
        return compile(self._text, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds the mutant wherever its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self._loader = _Loader(mutant)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own place, read by our loader."""
        found = PathFinder.find_spec(fullname, path) if fullname == self._loader.name else None
        if found is not None:
            found.loader = self._loader
        return found


def lives(mutant: Mutant, tests: list[str]) -> bool:
    """Whether every test passes with the mutant."""
    pid = os.fork()
    if not pid:
        code = 1
        with contextlib.suppress(BaseException), open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            signal.alarm(_SECONDS)
            sys.meta_path.insert(0, _Finder(mutant))
            code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def tests_of(path: str) -> list[str]:
    """The tests that know most of a file."""
    mirror = Path("tests", *Path(path).parts[1:-1])
    name = re.search(r'^NAME = "(.+)"', (TOP / path).read_text(), re.MULTILINE)
    if name is None:
        return [str(mirror)]
    files = sorted((TOP / "tests" / "stages" / "verify").glob("test_*.py"))
    return [str(file.relative_to(TOP)) for file in files if f'"{name[1]}"' in file.read_text()] or [str(mirror)]


def main(paths: list[str], tests: list[str], severities: bool) -> int:
    """Try all mutants, or those of severities alone; the survivors are printed."""
    os.chdir(TOP)
    survived = 0
    for path in paths:
        found = [each for each in mutants(path) if not severities or each.what.startswith("Severity.")]
        alive = [mutant for mutant in found if lives(mutant, tests or tests_of(path))]
        survived += len(alive)
        print(f"{path}: {len(found)} mutants, {len(alive)} alive", flush=True)
        for mutant in alive:
            print(f"  line {mutant.line}: {mutant.what}", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    given, _, named = " ".join(sys.argv[1:]).partition(" -- ")
    files = [word for word in given.split() if word != "--severities"]
    sys.exit(main(files, named.split(), "--severities" in given.split()))
