"""The table of checks. A check is one file in `checks/` and one line here."""

from backport.stages.verify.check import Check
from backport.stages.verify.checks import altered, compiles, locks, lost, missing, place, residual, symbols

CHECKS: tuple[Check, ...] = (
    Check(symbols.NAME, "every name that the change writes means something in the target", symbols.check),
    Check(place.NAME, "each edit stands where the fix makes it, not at a place that looks the same", place.check),
    Check(missing.NAME, "every part of the fix that has a place in the branch is in the result", missing.check),
    Check(residual.NAME, "what the fix removes everywhere is nowhere in the branch", residual.check),
    Check(lost.NAME, "the result deletes nothing that the fix keeps", lost.check),
    Check(altered.NAME, "where the branch has the fix's words, the result uses them", altered.check),
    Check(locks.NAME, "every way out of a changed function leaves the locks as before", locks.check),
    Check(compiles.NAME, "the touched units compile as well as before", compiles.check, compiles=True),
)
