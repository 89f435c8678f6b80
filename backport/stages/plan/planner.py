"""Ask every rule about every series, newest first, and say from where each pick is made."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.plan import Action, Plan, Step
from backport.history.index import Index
from backport.stages.plan.ancestry import ancestry
from backport.stages.plan.chain import chain
from backport.stages.plan.question import Answer, Asked, Fix, Question, Rule
from backport.stages.plan.reverted import reverted
from backport.stages.plan.same_patch import same_patch

# In order: the first answer counts.
RULES: dict[str, Rule] = {
    "reverted": reverted,
    "ancestry": ancestry,
    "chain": chain,
    "same patch": same_patch,
}


def plan(
    index: Index,
    source: SourceCommit,
    targets: Sequence[Target],
    asked: Asked | None = None,
    now: int | None = None,
) -> Plan:
    """What each target needs of `source`, newest series first.

    `index` must hold the fix and the targets' revisions (`Index.opened(repository, [fix, *revisions])`). `asked` is the
    project's reading of a message for one series; `now` (seconds since 1970) decides observation periods.
    """
    fix = Fix(index, source, asked, int(time.time()) if now is None else now)
    steps: list[Step] = []
    for target in newest_first(targets):
        question = Question(fix, target)
        steps.append(_hop(_step(question), source, steps))
    return Plan(
        fix=source.id,
        origin=fix.origin,
        subject=source.commit.subject,
        steps=tuple(steps),
        family=tuple(sorted(fix.family)),
    )


def newest_first(targets: Sequence[Target]) -> list[Target]:
    """Targets by the numbers in their series' names, 10.0 before 9.9; those without numbers first, as given."""

    def key(target: Target) -> tuple[bool, tuple[int, ...]]:
        numbers = tuple(int(digits[:18]) for digits in re.findall(r"[0-9]+", target.series))
        return not numbers, numbers

    return sorted(targets, key=key, reverse=True)


def _step(question: Question) -> Step:
    for name, rule in RULES.items():
        answer = rule(question)
        if answer is not None:
            return _made(question.target, name, answer)
    return _made(question.target, "missing", Answer(Action.PICK, f"no pick of it is in {question.target.series}"))


def _made(target: Target, rule: str, answer: Answer) -> Step:
    return Step(target, answer.action, rule, answer.reason, answer.evidence, answer.found)


def _hop(step: Step, source: SourceCommit, newer: Sequence[Step]) -> Step:
    """A pick is made from the nearest newer series that has the fix or gets it first, else from the fix itself."""
    if step.action is not Action.PICK:
        return step
    for above in reversed(newer):
        if above.action is Action.THERE:
            return replace(step, source=above.found, after=above.target.series)
        if above.action is Action.PICK:
            return replace(step, after=above.target.series)
    return replace(step, source=source.id)
