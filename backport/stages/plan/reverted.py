"""A person's decision, because the fix was in the branch and was taken back."""

from backport.core.plan import Action
from backport.core.relation import Relation
from backport.history.family import origin
from backport.stages.plan.question import Answer, Question


def reverted(question: Question) -> Answer | None:
    """A commit of the target's history reverts the fix, or its pick there, and nothing has brought it back since.

    Where the revert is mainline's own, the branch is as mainline is and there is nothing to do.
    """
    if not question.members:
        return None
    last = question.members[-1]
    for member in sorted(question.fix.family):
        for naming in question.index.naming(member):
            by = question.holding(naming.commit.id) if naming.relation is Relation.REVERTS else None
            if by is not None and question.index.number(by) > question.index.number(last):
                return _taken_back(question, last, by)
    return None


def _taken_back(question: Question, member: str, by: str) -> Answer:
    known = question.index.get(by)
    text = f"{member[:12]} was taken back by {by[:12]}: {known.subject if known else ''}"
    if origin(question.index, by) == by and not question.has(question.fix.origin):
        return Answer(Action.PERSON, f"{text} (in this branch alone)", (member, by))
    return Answer(Action.THERE, f"{text}, as in mainline", (member, by), found=member)
