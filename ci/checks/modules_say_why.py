"""Every module begins with a sentence that says why it exists."""

import ast
import sys
from pathlib import Path

from ci.tracked import tracked


def wrong(path: str) -> str:
    """What is wrong with the head of this module; empty when nothing is."""
    tree = ast.parse(Path(path).read_text())
    said = ast.get_docstring(tree)
    if not tree.body:
        return ""
    if not said:
        return f"{path}:1: no docstring"
    first = said.split("\n\n")[0]
    return "" if first.endswith((".", ":")) else f"{path}:1: the first sentence of the docstring has no end"


complaints = list(filter(None, map(wrong, tracked("*.py"))))
print(*complaints, sep="\n", end="\n" * bool(complaints))
sys.exit(bool(complaints))
