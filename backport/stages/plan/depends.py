"""Waits, because the message names a commit it depends on and the branch lacks it."""

from backport.core.plan import Action
from backport.core.relation import Relation
from backport.stages.plan.question import Answer, Question


def depends(question: Question) -> Answer | None:
    """A commit that the fix depends on or follows up, by its own words, is not in the target."""
    lacking = tuple(each for each in dependencies(question) if question.holding(each) is None)
    if not lacking:
        return None
    known = (question.index.get(each) for each in lacking)
    named = ", ".join(f"{each.id[:12]} ({each.subject})" for each in known if each is not None)
    return Answer(Action.WAITS, f"it builds on what {question.target.series} lacks: {named}", lacking)


def dependencies(question: Question) -> tuple[str, ...]:
    """What the fix's message says it depends on or follows up."""
    found = question.index.named(question.fix.origin)
    wanted = (Relation.DEPENDS_ON, Relation.FOLLOW_UP_OF)
    return tuple(each for relation, each in found if relation in wanted and each not in question.fix.family)
