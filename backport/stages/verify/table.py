"""The table of checks. A check is one file in `checks/` and one line here."""

from backport.stages.verify.check import Check
from backport.stages.verify.checks import (
    altered,
    compiles,
    coverage,
    documents,
    flags,
    guarded,
    headers,
    locks,
    lost,
    members,
    missing,
    place,
    request,
    residual,
    scripts,
    signatures,
    symbols,
)

CHECKS: tuple[Check, ...] = (
    Check(coverage.NAME, "the fix's code is in the result, and what was not read is said", coverage.check),
    Check(symbols.NAME, "every name that the change writes means something in the target", symbols.check),
    Check(members.NAME, "every member that the change uses is in its type", members.check),
    Check(place.NAME, "each edit stands where the fix makes it, not at a place that looks the same", place.check),
    Check(missing.NAME, "every part of the fix that has a place in the branch is in the result", missing.check),
    Check(residual.NAME, "what the fix removes everywhere is nowhere in the branch", residual.check),
    Check(lost.NAME, "the result deletes nothing that the fix keeps", lost.check),
    Check(altered.NAME, "where the branch has the fix's words, the result uses them", altered.check),
    Check(locks.NAME, "every way out of a changed function leaves the locks as before", locks.check),
    Check(flags.NAME, "no two names of a family share a bit that the fix keeps apart", flags.check),
    Check(guarded.NAME, "what exists under a condition only is used under it only", guarded.check),
    Check(headers.NAME, "a file that begins to use a system type reads a header that has it", headers.check),
    Check(signatures.NAME, "new functions in a table take what the others take", signatures.check),
    Check(scripts.NAME, "touched Python scripts define the names they use", scripts.check),
    Check(documents.NAME, "what is documented is in the sources", documents.check),
    Check(request.NAME, "somebody asked for the change to be in stable branches", request.check),
    Check(compiles.NAME, "the touched units compile as well as before", compiles.check, compiles=True),
)
