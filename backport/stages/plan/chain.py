"""There, because a commit of the branch names the fix as its source."""

from backport.core.plan import Action
from backport.stages.plan.question import Answer, Question


def chain(question: Question) -> Answer | None:
    """A commit of the target's history has the fix, or another pick of it, in its chain."""
    if not question.members:
        return None
    found = question.members[-1]
    named = question.index.chain(found)
    known = next((each for each in named if each in question.fix.family), named[-1] if named else "")
    reason = f"picked as {found[:12]}, which names {known[:12]}"
    known_subject, subject = question.index.get(found), question.source.commit.subject
    if known_subject is not None and known_subject.subject != subject:
        reason += f"; its subject differs: {known_subject.subject}"
    return Answer(Action.THERE, reason, (found, *named), found=found)
