"""No tracked file names a folder of one machine: what works only there works for nobody else."""

import re
import sys
from pathlib import Path

from ci.tracked import tracked

# A path below one of these, or a way out of the checkout to a neighbour of it (only .ci/run knows one).
PATHS = re.compile(r"(?:^|[^\w.])/(?:work|farm|home|root|Users)/\w|\.\./shared\b")
EXEMPT = {".ci/run"}

wrong = [
    f"{path}:{number}: {line.strip()}"
    for path in tracked()
    if path not in EXEMPT
    for number, line in enumerate(Path(path).read_text(errors="replace").splitlines(), 1)
    if PATHS.search(line)
]
print(*wrong, sep="\n", end="\n" * bool(wrong))
sys.exit(bool(wrong))
