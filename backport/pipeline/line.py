"""The line: one fix, every target, a case each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from backport import __version__
from backport.core.case import RuleUse, Run, Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.core.limits import NONE, Limits
from backport.core.ward import Ward
from backport.pipeline.bench import Bench
from backport.pipeline.events import Event, Listener, nobody
from backport.pipeline.ported import Judge, Made, Manner, sealed
from backport.pipeline.step import broken, failed, take


@dataclass(frozen=True)
class Line:
    """How runs are made: at which bench, who judges, in what manner, who watches; `limits` bound each target."""

    bench: Bench
    judge: Judge
    manner: Manner = field(default_factory=Manner)
    listener: Listener = nobody
    limits: Limits = NONE

    def port(self, origin: str, targets: Sequence[Target]) -> Run:
        """Bring the commit `origin` to every target in the order given, each from the nearest that has it.

        One target's failure never stops the others. Raises UserError for a commit that is no fix: a merge, a root,
        one that changes nothing.
        """
        started = time.monotonic()
        source = self.bench.scratch.source(origin)
        made: list[Made] = []
        with self._worker() as worker:
            for target in targets:
                self.listener(Event(target.series, "port", len(made), len(targets)))
                made.append(self._taken(worker, source, self._nearest(source, made), target))
        return Run(
            repository=str(self.bench.repository.folder),
            project=self.bench.project.NAME,
            origin=source.id,
            subject=source.commit.subject,
            message=source.commit.message,
            cases=tuple(one.case for one in made),
            rules=_each_once(made),
            seconds=round(time.monotonic() - started, 3),
            tool=__version__,
        )

    def take(self, origin: SourceCommit, source: SourceCommit, target: Target) -> Made:
        """Bring `source` (the fix, or the fix as a neighbour has it) to one target; what cannot be examined says so."""
        with self._worker() as worker:
            return self._taken(worker, origin, source, target)

    def _taken(self, worker: Ward[Made], origin: SourceCommit, source: SourceCommit, target: Target) -> Made:
        try:
            return sealed(self.bench, self.manner, worker(origin, source, target))
        except UserError as error:  # a missing object, a limit that was reached: this target's own trouble
            return failed(origin, target, error)
        except Exception as error:  # a bug of ours on one target is told there, and does not take the others along
            return broken(origin, target, error)

    def _worker(self) -> Ward[Made]:
        return Ward(partial(take, self.bench, self.judge, self.manner), self.limits)

    def _nearest(self, origin: SourceCommit, made: Sequence[Made]) -> SourceCommit:
        """The newest result at hand: a hop is made from the neighbour, as people do it, unless told otherwise."""
        if self.manner.direct:
            return origin
        return next((one.source for one in reversed(made) if one.source is not None), origin)


def _each_once(made: Sequence[Made]) -> tuple[RuleUse, ...]:
    rules = {rule.id: rule for one in made for rule in one.rules}
    return tuple(rules[name] for name in sorted(rules))
