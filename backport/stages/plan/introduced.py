"""Not affected, because the commit that brought the bug never reached the branch."""

from backport.core.plan import Action
from backport.core.relation import Relation
from backport.stages.plan.question import Answer, Question
from backport.stages.plan.sight import has_fix, lacks_fix


def introduced(question: Question) -> Answer | None:
    """The message names the commits that brought the bug, all are known, and the target has none of them."""
    known = absent_culprits(question)
    if not known:
        return None
    named = ", ".join(each[:12] for each in known)
    reason = f"{named}, which brought the bug, is not in {question.target.series}"
    evidence = (*known, *map(str, question.seen))
    if has_fix(question.seen):
        return Answer(Action.NOT_AFFECTED, f"{reason}, and its code is as the fix leaves it", evidence)
    if lacks_fix(question.seen):
        return Answer(Action.PERSON, f"{reason}, yet its code has what the fix replaces", evidence)
    if question.reading.wanted:
        return Answer(Action.PERSON, f"{reason}, yet the message asks for it: {question.reading.sentence}", evidence)
    return Answer(Action.NOT_AFFECTED, reason, evidence)


def absent_culprits(question: Question) -> tuple[str, ...]:
    """The commits that brought the bug, where all are known and the target has none of them; else nothing."""
    origin = question.fix.origin
    written = [each for relation, each in question.index.names(origin) if relation is Relation.INTRODUCED_BY]
    culprits = [question.index.one(each) for each in written]
    known = tuple(each for each in culprits if each is not None and each not in question.fix.family)
    if len(known) < len(written) or any(question.holding(each) for each in known):
        return ()
    return known
