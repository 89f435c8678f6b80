"""Compare lifted functions with the same functions compiled, on many inputs."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random

from backport.csource.lift.errors import CannotLift, OutOfFuel
from backport.csource.lift.program import Program
from backport.csource.lift.source import Source
from backport.csource.lift.types import Fun, Int, Pointer, Void
from backport.models.base import Blueprint
from backport.models.compiled.inputs import Inputs, Row
from backport.models.compiled.judge import Judge, Outcome
from backport.models.compiled.lifted import Lifted
from backport.models.compiled.plan import ARGUMENTS, Plan, plan
from backport.models.compiled.process import Compiled
from backport.models.compiled.scratch import Built, build
from backport.models.explore import Limits, explore
from backport.models.lifted import LiftedModel
from backport.models.lifting import Lifting

_BATCH = 250
_MET = 4_000  # states of a model in which it meets the functions that it runs
_TRIED = 100  # random inputs by which is found what a function needs
_ELSEWHERE = re.compile(r"function (\w+) is not among the sources\Z")


@dataclass(frozen=True)
class Checked:
    """How one function did: inputs run on both sides, how many of them crash (on both), how many the lifter refused.

    `mismatch` describes the first input on which the sides differ; `reason` says why a function was not compared.
    """

    name: str
    inputs: int = 0
    crashes: int = 0
    refused: int = 0
    mismatch: str = ""
    reason: str = ""

    @property
    def agrees(self) -> bool:
        """Whether both sides were the same on every input, and there were some."""
        return not self.mismatch and not self.reason and self.inputs > 0


def check_model(
    blueprint: Blueprint, source: Source, names: tuple[str, ...], inputs: int, seed: int = 0
) -> Iterator[Checked]:
    """Compare functions that a model runs in a tree (without names: all that it has met in its first states)."""
    model = blueprint.build(source, {})
    if blueprint.lifting is None or not isinstance(model, LiftedModel):
        raise CannotLift(f"model {blueprint.name} has no lifted code", "")
    found = explore(model, Limits(states=_MET))
    if found.stopped and not model.program.lifted:
        raise CannotLift(found.stopped, "")
    model.memory.load(model.initial())
    yield from check(source, blueprint.lifting, model.program, list(names or model.program.lifted), inputs, seed)


def check(
    source: Source, lifting: Lifting, program: Program, names: list[str], inputs: int, seed: int = 0
) -> Iterator[Checked]:
    """Compare functions of a program, each on so many random inputs and on every single change of what it looks at.

    The program's memory holds the model's objects; what the model replaces only notes its arguments on both sides.
    """
    chosen = []
    for name in names:
        reason = _unsuitable(program, name)
        if reason:
            yield Checked(name, reason=reason)
        else:
            chosen.append(name)
    lifted = Lifted(program, lifting)
    for name in chosen:
        _need(lifted, plan(program, [name], lifting.fatal), name, seed)
    whole = plan(program, chosen, lifting.fatal)
    lifted.follow(whole)
    with tempfile.TemporaryDirectory(prefix="backport-") as folder:
        try:
            built = build(source, lifting, program, whole, chosen, Path(folder))
        except CannotLift as error:
            yield from (Checked(name, reason=str(error)) for name in chosen)
            return
        for number, name in enumerate(chosen):
            if name in built.functions:
                yield Checked(name, reason="the compiler has no such function")
                continue
            yield _compare(lifted, whole, built, number, name, inputs, seed)


def _unsuitable(program: Program, name: str) -> str:
    """Why a function cannot be called from outside; empty when it can."""
    if name not in program.index.functions:
        return "there is no such function in the sources that the model reads"
    try:
        type_ = program.signature(name)
    except CannotLift as error:
        return str(error)
    if not isinstance(type_, Fun) or type_.variadic or len(type_.parameters) > ARGUMENTS:
        return "takes too many or variable arguments"
    if not all(isinstance(t, (Int, Pointer)) for t in type_.parameters):
        return "takes a struct or a floating number"
    return "" if isinstance(type_.result, (Int, Pointer, Void)) else "gives a struct or a floating number"


def _need(lifted: Lifted, small: Plan, name: str, seed: int) -> None:
    """Run a function often enough that what it calls is lifted or stood in for, and what it names exists."""
    lifted.follow(small)
    rows = Inputs(lifted.program, small, lifted.base, lifted.kept, name)
    random = Random(seed)  # noqa: S311 - no secret
    for row in chain(islice(rows.random(random), _TRIED), islice(rows.sweep(random), 4 * _TRIED)):
        for _ in range(20):
            try:
                lifted.run(name, row)
            except CannotLift as error:
                elsewhere = _ELSEWHERE.search(error.what)
                if elsewhere is None:
                    break
                lifted.stand_in(elsewhere[1])
            except OutOfFuel:
                break
            else:
                break


def _compare(lifted: Lifted, whole: Plan, built: Built, number: int, name: str, inputs: int, seed: int) -> Checked:
    rows = Inputs(lifted.program, whole, lifted.base, lifted.kept, name)
    random = Random(seed + 1)  # noqa: S311 - no secret
    looked_at = [choice.number for choice in rows.choices if choice.number not in built.slots]
    lifted.focus(looked_at)
    judge = Judge(whole, looked_at)
    done = crashes = refused = 0
    wanted = chain(rows.sweep(random), islice(rows.random(random), inputs))
    try:
        with Compiled(built.library, lifted.width, judge.width, number) as compiled:
            while batch := list(islice(wanted, _BATCH)):
                expected: list[tuple[Row, Outcome]] = []
                for row in batch:
                    try:
                        expected.append((row, lifted.run(name, row)))
                    except (CannotLift, OutOfFuel):
                        refused += 1
                results = compiled.ask([lifted.encoded(row) for row, _ in expected])
                done += len(expected)
                for (row, mine), theirs in zip(expected, results, strict=True):
                    crashes += mine is None
                    if found := judge.difference(mine, theirs):
                        return Checked(name, done, crashes, refused, f"{found} {lifted.said(row)}")
    except (EOFError, BrokenPipeError):
        return Checked(name, done, crashes, refused, reason="the compiled function ended its process")
    reason = "" if done else "every input met something that cannot be lifted"
    if done and crashes == done:
        reason = "every input crashes, on both sides, which says nothing"
    return Checked(name, done, crashes, refused, reason=reason)
