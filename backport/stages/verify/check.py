"""What a check is: a plain function from a study to findings, listed in one table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backport.core.verdict import Finding
from backport.stages.verify.study import Study

Run = Callable[[Study], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """`name` is what findings and suppressions are called by; `compiles` marks the checks that need a compiler,
    `tells` those whose findings are for a reader and decide no verdict, `chooses` those that ask whether the fix
    should have been chosen: whoever names a fix has chosen it."""

    name: str
    prose: str
    run: Run
    compiles: bool = False
    tells: bool = False
    chooses: bool = False
