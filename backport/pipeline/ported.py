"""A fix that has a new tree on a target: its message, its commit, the judgement of it, the case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from backport.core.attribution import attributed
from backport.core.behaviour import Behaviour
from backport.core.case import Application, Case, Outcome, RuleUse, Target
from backport.core.commit import SourceCommit
from backport.core.difference import Difference
from backport.core.rule import Rule
from backport.core.verdict import Finding, Severity, decide
from backport.pipeline.bench import Bench, Words
from backport.pipeline.note import initials, note
from backport.stages.apply.doubts import doubts
from backport.stages.apply.ladder import Applied
from backport.stages.plan.sight import Sight, lacks_fix
from backport.vcs.signing import signed_commit


@dataclass(frozen=True)
class Manner:
    """What a run does with what it made: write notes; start every target from the fix itself (`direct`).

    `sign_off` None is what the configuration says. `key` signs commits by git, with its default key where it is empty;
    None signs nothing.
    """

    notes: bool = True
    direct: bool = False
    sign_off: bool | None = None
    key: str | None = None


@dataclass(frozen=True)
class Judgement:
    """What the examination of a result found, and which checks made it."""

    findings: tuple[Finding, ...] = ()
    checks: tuple[str, ...] = ()
    behaviour: tuple[Behaviour, ...] = ()
    certificate: tuple[Difference, ...] = ()


Judge = Callable[[Bench, SourceCommit, Target, Applied, Words], Judgement]


@dataclass(frozen=True)
class Made:
    """A case, the fix as it stands on this target (None where it does not), and the rules that were used."""

    case: Case
    source: SourceCommit | None = None
    rules: tuple[RuleUse, ...] = ()


@dataclass(frozen=True)
class Port:
    """All that is known once a new tree was made. `written` is the message where a person wrote one."""

    bench: Bench
    judge: Judge
    manner: Manner
    origin: SourceCommit
    source: SourceCommit
    target: Target
    applied: Applied
    tree: str
    way: Words
    written: str = ""

    def rules(self) -> tuple[Rule, ...]:
        """The rules that were used, in the order of their use."""
        names = dict.fromkeys(name for file in self.applied.files for name in file.rules)
        known = {rule.id: rule for rule in (*self.way.rules, *self.applied.learned)}
        return tuple(known[name] for name in names if name in known)

    def message(self) -> str:
        """The unchanged message, where it was picked from, what was adapted, who signs it off."""
        if self.written:
            return self.written
        committer, trailers = self.bench.committer, self.bench.config.trailers
        who = trailers.initials or initials(committer)
        text = note(self.applied.files, self.rules(), who) if self.manner.notes else ""
        signs_off = trailers.sign_off if self.manner.sign_off is None else self.manner.sign_off
        signer = str(committer) if committer is not None and signs_off else ""
        return attributed(self.source.commit.message, self.source.id, trailers.style, text, signer)

    def commit(self) -> str:
        """The commit, in the scratch repository: the next older branch is picked from it."""
        original = self.source.commit
        who = self.bench.committer or original.committer
        return self.bench.scratch.write_commit(self.tree, self.target.revision, self.message(), original.author, who)


def ported(port: Port, seen: Sequence[Sight] = (), reason: str = "") -> Made:
    """The case of a new tree, judged; its commit is written to the scratch repository."""
    bench, source, target, applied = port.bench, port.source, port.target, port.applied
    judged = port.judge(bench, source, target, applied, port.way)
    findings = (*doubts(applied.files), *_remarks(port.way), *judged.findings)
    why = reason or ("affected: the branch has the code that the fix repairs" if lacks_fix(seen) else "")
    commit = port.commit()
    case = Case(
        target=target,
        origin=port.origin.id,
        tree=port.tree,
        verdict=decide(findings),
        application=Application(Outcome.APPLIED, source.id, applied.rung, applied.files, why, tuple(map(str, seen))),
        rules=tuple(rule.id for rule in port.rules()),
        findings=findings,
        message=port.message(),
        checks=judged.checks,
        behaviour=judged.behaviour,
        certificate=judged.certificate,
        diff=bench.scratch.diff(target.tree, port.tree),
        original=bench.scratch.diff(source.base_tree, source.commit.tree),
        commit=commit,
    )
    uses = (RuleUse(r.id, r.kind, r.newer, r.older, r.because, r.evidence, r.origin) for r in port.rules())
    return Made(case, bench.scratch.source(commit), tuple(uses))


def sealed(bench: Bench, manner: Manner, made: Made) -> Made:
    """The same with a signed commit, where commits are to be signed. Raises UserError where git cannot sign.

    Apart from `ported`, which may run in a process of its own: who signs may be asked for a passphrase.
    """
    if manner.key is None or made.case.commit is None:
        return made
    plain = bench.scratch.commit(made.case.commit)
    said = (plain.tree, plain.parents[0], plain.message, plain.author, plain.committer)
    signed = signed_commit(bench.repository, bench.scratch, *said, key=manner.key)
    return replace(made, case=replace(made.case, commit=signed), source=bench.scratch.source(signed))


def _remarks(way: Words) -> tuple[Finding, ...]:
    return (Finding("generation", Severity.SOFT, way.remark),) if way.remark else ()
