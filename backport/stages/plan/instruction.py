"""What the fix's own message says: not for this series, not without another commit, or nothing at all."""

from backport.core.plan import Action
from backport.stages.plan.question import Answer, Question
from backport.stages.plan.sight import lacks_fix


def excluded(question: Question) -> Answer | None:
    """The message wants no backport, or none to this series."""
    reading = question.reading
    if reading.wanted is not False:
        return None
    reason = f"the message asks for none here: {reading.sentence}"
    if lacks_fix(question.seen):
        reason += " (its code has what the fix replaces)"
    return Answer(Action.NOT_AFFECTED, reason, tuple(map(str, question.seen)))


def tied(question: Question) -> Answer | None:
    """The message ties the backport to commits that the target lacks, or to something only a person can tell."""
    reading = question.reading
    if not reading.condition and not reading.commits:
        return None
    known = [question.index.one(each) for each in reading.commits]
    lacking = tuple(each for each in known if each is not None and question.holding(each) is None)
    if lacking:
        named = ", ".join(each[:12] for each in lacking)
        return Answer(Action.WAITS, f"{named}, which it is tied to, is not there: {reading.sentence}", lacking)
    if reading.condition and (not known or None in known):
        return Answer(Action.PERSON, f"the message ties it to a condition: {reading.condition}", (reading.sentence,))
    return None


def silent(question: Question) -> Answer | None:
    """The project's messages say what is to be backported, this one says nothing, and the code does not tell either."""
    if question.fix.means.reader is None or question.reading.spoken or lacks_fix(question.seen):
        return None
    return Answer(Action.PERSON, "the message says nothing about backports", tuple(map(str, question.seen)))
