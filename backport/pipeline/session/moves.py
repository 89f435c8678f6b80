"""What can be done with a port that waits: begin it, go on after a person, skip a series. All is kept at every step."""

from collections.abc import Sequence
from dataclasses import replace

from backport.core.case import Case, Outcome, Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.pipeline.ported import Made, Port, ported, sealed
from backport.pipeline.session import state as states
from backport.pipeline.session.desk import Desk, tree_folder, view_file
from backport.pipeline.session.memory import Answer, resolved
from backport.pipeline.session.state import Open, State
from backport.pipeline.session.stuck import Stuck, take_apart
from backport.pipeline.session.view import view
from backport.runs.atomic import write_text


def begin(desk: Desk, origin: str, targets: Sequence[Target], state: State) -> State:
    """Port to every target and lay out what needs a person. `state` says how; its run is not looked at.

    Raises UserError for targets whose work trees would have one name.
    """
    if len({tree_folder(desk.folder, one.series) for one in targets}) < len(targets):
        raise UserError("two targets have the same name", "name each series once")
    return _advance(desk, replace(state, run=desk.line.port(origin, targets)))


def go_on(desk: Desk, state: State) -> State:
    """Take every conflict that a person finished, then try again those they did not touch, from their new neighbour.

    Raises UserError where something waits and nothing was finished, naming what is left.
    """
    finished = [one for one in state.open if not desk.waiting(state, one)]
    if state.open and not finished:
        left = [f"{one.series}: {file.path}" for one in state.open for file in desk.waiting(state, one)]
        way_out = "edit each until no markers are left, or 'git add' it; 'port --status' shows where"
        raise UserError("nothing is finished yet:\n  " + "\n  ".join(left), way_out)
    for one in finished:
        state = _close(desk, state, one)
    return _advance(desk, state)


def skip(desk: Desk, state: State, series: str) -> State:
    """Give the conflict of one series up; the others go on. Raises UserError for a series that has none."""
    if state.opened(series) is None:
        known = ", ".join(one.series for one in state.open) or "none"
        raise UserError(f"{series} has no conflict that waits", f"those that do: {known}")
    state = replace(state.without(series), skipped=(*state.skipped, series))
    states.save(desk.folder, state)
    _clear(desk, series)
    return _advance(desk, state)


def _advance(desk: Desk, state: State) -> State:
    """Every target that is stuck: once more where its neighbour is another by now, laid out where it is still stuck."""
    states.save(desk.folder, state)
    for name in [case.target.series for case in state.stuck]:
        one = state.opened(name)
        if one is not None and desk.touched(state, one):
            continue
        source = desk.nearest(state, name)
        tried = state.case(name).application.source
        if source.id != tried:
            state = _once_more(desk, state, name, source)
        anew = one is None or source.id != one.source or desk.answered(one)
        if state.case(name).application.outcome == Outcome.CONFLICT and anew:
            state = _lay_out(desk, state.without(name), name, source)
        states.save(desk.folder, state)
    return state


def _once_more(desk: Desk, state: State, series: str, source: SourceCommit) -> State:
    origin = desk.bench.scratch.source(state.run.origin)
    made = desk.line.take(origin, source, state.case(series).target)
    state = _with(state, made)
    if made.case.application.outcome != Outcome.CONFLICT:
        states.save(desk.folder, state.without(series))
        _clear(desk, series)
        return state.without(series)
    return state


def _lay_out(desk: Desk, state: State, series: str, source: SourceCommit) -> State:
    """A work tree with the conflict; none where all of it was resolved the same way before."""
    _clear(desk, series)
    target = state.case(series).target
    stuck = take_apart(desk.bench, desk.bench.scratch.source(state.run.origin), source, target)
    if not stuck.sides:
        return state
    tree = desk.worktree(series)
    message = _port(desk, state, stuck, stuck.tree).message()
    tree.lay_out(target.revision, stuck.tree, stuck.sides, message, source.id)
    texts = {sides.path: tree.read(sides.path) or b"" for sides in stuck.sides}
    known = {path: desk.memory.recall(text) for path, text in texts.items()}
    answered = {path: resolved(text, known[path]) for path, text in texts.items()}
    if all(text is not None for text in answered.values()):
        for path, text in answered.items():
            tree.write(path, text or b"")
        tree.stage(tuple(answered))
        made = _recalled(desk, state, stuck, tree.tree(), known)
        _clear(desk, series)
        return _with(state, made)
    write_text(view_file(desk.folder, series), view(desk.bench, stuck, texts, known))
    blobs = {path: desk.bench.scratch.write_blob(text) for path, text in texts.items()}
    return replace(state, open=(*state.open, Open(series, source.id, blobs)))


def _recalled(desk: Desk, state: State, stuck: Stuck, tree: str, known: dict[str, tuple[Answer | None, ...]]) -> Made:
    notes = {}
    for path, answers in known.items():
        where = dict.fromkeys(f"{answer.series} ({answer.commit[:12]})" for answer in answers if answer is not None)
        notes[path] = f"the conflict was resolved as it was on {', '.join(where)}"
    port = replace(_port(desk, state, stuck, tree), applied=stuck.finished(tree, notes))
    made = ported(port, reason="resolved as the same conflict was before")
    return sealed(desk.bench, desk.line.manner, made)


def _close(desk: Desk, state: State, one: Open) -> State:
    """Take what a person made, and remember how they resolved it. Raises UserError where nothing of the fix is left."""
    tree, scratch = desk.worktree(one.series), desk.bench.scratch
    target = state.case(one.series).target
    stuck = take_apart(desk.bench, scratch.source(state.run.origin), scratch.source(one.source), target)
    left = tree.left(target.revision, tuple(one.texts))
    if left.commit:
        commit = scratch.commit(left.commit)
        result, message = commit.tree, commit.message
    else:
        tree.stage(tuple(one.texts))
        result, message = tree.tree(), tree.message()
    if result == target.tree:
        raise UserError(f"nothing of the fix is left on {one.series}", f"'port --skip {one.series}' leaves it out")
    made = ported(replace(_port(desk, state, stuck, result), written=message), reason="finished by a person")
    made = sealed(desk.bench, desk.line.manner, made)
    for path, blob in one.texts.items():
        desk.memory.keep(scratch.blob(blob), scratch.read(result, path) or b"", one.series, made.case.commit or "")
    state = _with(state, made).without(one.series)
    states.save(desk.folder, state)
    _clear(desk, one.series)
    return state


def _port(desk: Desk, state: State, stuck: Stuck, tree: str) -> Port:
    origin = desk.bench.scratch.source(state.run.origin)
    line = desk.line
    return Port(
        bench=desk.bench,
        judge=line.judge,
        manner=line.manner,
        origin=origin,
        source=stuck.source,
        target=stuck.target,
        applied=stuck.finished(tree),
        tree=tree,
        way=stuck.way,
    )


def _with(state: State, made: Made) -> State:
    """The state with a case, and the rules that it used."""
    state = _with_case(state, made.case)
    rules = {rule.id: rule for rule in (*state.run.rules, *made.rules)}
    return replace(state, run=replace(state.run, rules=tuple(rules[name] for name in sorted(rules))))


def _with_case(state: State, case: Case) -> State:
    cases = tuple(case if old.target.series == case.target.series else old for old in state.run.cases)
    return replace(state, run=replace(state.run, cases=cases))


def _clear(desk: Desk, series: str) -> None:
    desk.worktree(series).remove()
    view_file(desk.folder, series).unlink(missing_ok=True)
