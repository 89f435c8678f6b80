"""No commit id stands in the program's code: what is true of one commit has to come out of the general machinery."""

import ast
import re
import sys
from pathlib import Path

from ci.tracked import tracked

ID = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{10,64}\b")
KNOWN = {"4b825dc642cb6eb9a060e54bf8d69288fbee4904", "0123456789abcdef"}  # the empty tree, all hex digits


def ids(path: str) -> list[str]:
    """The ids in string constants of this module, docstrings apart."""
    tree = ast.parse(Path(path).read_text())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]
    found = [(node.lineno, name) for node in texts for name in ID.findall(str(node.value)) if name not in KNOWN]
    return [f"{path}:{line}: {name}" for line, name in found if not name.isdecimal()]


complaints = [complaint for path in tracked("backport/*.py") for complaint in ids(path)]
print(*complaints, sep="\n", end="\n" * bool(complaints))
sys.exit(bool(complaints))
