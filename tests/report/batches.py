"""A batch with a commit of every kind."""

from dataclasses import replace

from backport.core.batch import Batch, Claim, Claimed, Examined
from backport.core.case import Case, Run
from tests.report import samples

CLAIMS = (Claim.CLAIMS, Claim.CLAIMS, Claim.RESEMBLES, Claim.CLAIMS)


def batch() -> Batch:
    """A sound, an unsound, a doubtful and an unknown backport, one that opted out, and one that is none."""
    cases = (samples.sound(), samples.unsound(), samples.doubtful(), samples.unknown())
    commits = [_examined(f"{number}c" * 20, *pair) for number, pair in enumerate(zip(cases, CLAIMS, strict=True))]
    exempt = Claimed("e" * 40, "white space", Claim.EXEMPT, reason="nothing but white space")
    own = Claimed("f" * 40, "its own change", Claim.NONE)
    return Batch(
        repository="/srv/git/proxy.git",
        project="proxy",
        branch="stable-2.4",
        base="a" * 40,
        head="f" * 40,
        commits=(*commits, Examined(exempt), Examined(own)),
        seconds=1.25,
        tool="0.1.0",
    )


def _examined(commit: str, case: Case, claim: Claim) -> Examined:
    claimed = Claimed(commit, samples.SUBJECT, claim, samples.ORIGIN, f"made from {samples.ORIGIN[:12]}")
    run: Run = samples.run(replace(case, commit=commit))
    return Examined(claimed, run)
