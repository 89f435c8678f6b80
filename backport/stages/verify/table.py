"""The table of checks. A check is one file in `checks/` and one line here."""

from backport.stages.verify.check import Check
from backport.stages.verify.checks import compiles, symbols

CHECKS: tuple[Check, ...] = (
    Check(symbols.NAME, "every name that the change writes means something in the target", symbols.check),
    Check(compiles.NAME, "the touched units compile as well as before", compiles.check, compiles=True),
)
