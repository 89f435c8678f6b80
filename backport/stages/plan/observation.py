"""Waits, because the message wants the fix to be observed first and it is still young."""

from backport.core.plan import Action
from backport.stages.plan.question import Answer, Question

# Messages name no length. Between a HAProxy fix that asks for observation and its first pick lie some weeks.
PERIOD = 21  # days


def observation(question: Question) -> Answer | None:
    """The message asks for a period of observation that began less than PERIOD days ago and that no series ended."""
    wanted = question.reading.observation
    age = (question.fix.means.now - question.source.commit.committer.time) / 86400
    if not wanted or age >= PERIOD or len(question.fix.family) > 1:
        return None
    reason = f"{wanted.strip()}: {max(0, int(age))} of {PERIOD} days have passed since it was committed"
    return Answer(Action.WAITS, reason, (question.source.id,))
