"""What a backport is judged by: the fix, the target before, the result, and how the one became the other."""

from dataclasses import dataclass, field

from backport.core.case import FileResult
from backport.core.commit import SourceCommit
from backport.core.rule import Rule
from backport.csource.compiler import Compiler
from backport.csource.dialect import GENERIC, Dialect
from backport.stages.translate.translator import Identity, Translator
from backport.vcs.objects import Objects


@dataclass(frozen=True)
class Exam:
    """One backport to examine.

    `objects` reads everything named here (for a result of the tool's own, the scratch repository). `before` and
    `after` are the target's trees without and with the fix. `files` says what became of each of the fix's files; empty
    for a person's backport, where it is found out from the trees. `translator` leads from the fix's vocabulary to the
    target's. `message` is the backport's own message. `compiler` None: nothing is compiled. The fix's message as the
    project reads it: `rules` that it gives for this series, whether it is `wanted` there (None: it does not say), and
    the `instruction` in its words; `otherwise` is the sentence that wants another change there.
    """

    objects: Objects
    origin: SourceCommit
    before: str
    after: str
    files: tuple[FileResult, ...] = ()
    translator: Translator = field(default_factory=Identity)
    dialect: Dialect = GENERIC
    message: str = ""
    series: str = ""
    compiler: Compiler | None = None
    rules: tuple[Rule, ...] = ()
    wanted: bool | None = None
    instruction: str = ""
    otherwise: str = ""
