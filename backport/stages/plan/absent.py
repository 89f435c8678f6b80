"""Not affected, because the branch has none of the files that the fix changes, under any name that is known."""

from backport.core.commit import ChangeKind
from backport.core.plan import Action
from backport.stages.plan.question import Answer, Question


def absent(question: Question) -> Answer | None:
    """No changed file is in the target's tree, neither as the map names it nor by what it defines."""
    view = question.view
    paths = [change.path for change in question.source.changes if change.kind != ChangeKind.ADDED]
    if view is None or not paths:
        return None
    translated = [view.translator.path(path) for path in paths]
    if any(view.objects.entry(question.target.tree, path) is not None for path in translated):
        return None
    if any(sight.path not in translated for sight in question.seen):
        return None
    evidence = tuple(dict.fromkeys((*paths, *translated)))
    if not view.recognised:
        reason = "none of the files it changes is there, and no map says whether they had other names"
        return Answer(Action.PERSON, reason, evidence)
    if question.reading.wanted:
        reason = f"none of the files it changes is there, yet the message asks for it: {question.reading.sentence}"
        return Answer(Action.PERSON, reason, evidence)
    return Answer(Action.NOT_AFFECTED, "none of the files it changes was ever there", evidence)
