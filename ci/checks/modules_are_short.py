"""No module has more than 400 lines: a longer one holds two ideas."""

import sys
from pathlib import Path

from ci.tracked import tracked

LONGEST = 400

lengths = {path: len(Path(path).read_text().splitlines()) for path in tracked("*.py")}
wrong = [f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST]
print(*wrong, sep="\n", end="\n" * bool(wrong))
sys.exit(bool(wrong))
