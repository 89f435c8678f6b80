"""Small models whose numbers are known: two-phase commit, a mutual exclusion, a bounded buffer."""

from backport.models.base import Event, Kind, Property
from backport.models.declared.model import Claim, Declared, Rule, Variable
from backport.models.declared.terms import all_of, any_of, const, variable

WORKING, PREPARED, COMMITTED, ABORTED = range(4)


def two_phase_commit(count: int) -> Declared:
    """Gray and Lamport's two-phase commit with `count` resource managers; messages are never lost nor taken back."""
    each = range(count)
    rm = [variable(f"rm{i}") for i in each]
    heard = [variable(f"heard{i}") for i in each]
    told = [variable(f"told{i}") for i in each]
    init = variable("done").eq(0)

    def rule(label: str, guard: tuple[object, ...], **effects: int) -> Rule:
        return Rule(Event("protocol", label), all_of(*guard), effects)  # type: ignore[arg-type]

    rules = [
        rule("commit", (init, *heard), done=1, commit=1),
        rule("abort", (init,), done=1, abort=1),
    ]
    for i in each:
        rules += [
            rule(f"hear {i}", (init, told[i]), **{f"heard{i}": 1}),
            rule(f"prepare {i}", (rm[i].eq(WORKING),), **{f"rm{i}": PREPARED, f"told{i}": 1}),
            rule(f"choose abort {i}", (rm[i].eq(WORKING),), **{f"rm{i}": ABORTED}),
            rule(f"commit {i}", (variable("commit"),), **{f"rm{i}": COMMITTED}),
            rule(f"abort {i}", (variable("abort"),), **{f"rm{i}": ABORTED}),
        ]
    committed, aborted = (any_of(*(r.eq(value) for r in rm)) for value in (COMMITTED, ABORTED))
    return Declared(
        f"two-phase-commit-{count}",
        (
            *(Variable(f"rm{i}", 3) for i in each),
            *(Variable(f"{kind}{i}") for kind in ("heard", "told") for i in each),
            *(Variable(name) for name in ("done", "commit", "abort")),
        ),
        tuple(rules),
        (
            Claim(Property("consistent", "No manager commits while another aborts"), committed & aborted),
            Claim(Property("never-done", "No manager ever commits (which is wrong)"), committed),
        ),
    )


def mutual_exclusion(right: bool = True) -> Declared:
    """Peterson's algorithm for two; the wrong one says whose turn it is before it says that it wants to enter."""
    rules = []
    for me, other in ((0, 1), (1, 0)):
        at, turn = variable(f"at{me}"), variable("turn")
        wants: dict[str, int] = {f"wants{me}": 1}
        gives = {"turn": other}
        first, second = (wants, gives) if right else (gives, wants)
        free = ~variable(f"wants{other}").ne(0) | turn.eq(me)
        rules += [
            Rule(Event(f"process {me}", "asks"), at.eq(0), {f"at{me}": 1, **first}),
            Rule(Event(f"process {me}", "gives way"), at.eq(1), {f"at{me}": 2, **second}),
            Rule(Event(f"process {me}", "enters"), at.eq(2) & free, {f"at{me}": 3}),
            Rule(Event(f"process {me}", "leaves"), at.eq(3), {f"at{me}": 0, f"wants{me}": 0}),
        ]
    both = variable("at0").eq(3) & variable("at1").eq(3)
    return Declared(
        "mutual-exclusion" if right else "no-mutual-exclusion",
        (
            *(Variable(f"at{i}", 3) for i in (0, 1)),
            *(Variable(f"wants{i}") for i in (0, 1)),
            Variable("turn"),
        ),
        tuple(rules),
        (
            Claim(Property("exclusive", "Never both are inside"), both),
            Claim(Property("no-deadlock", "Somebody can go on", Kind.LIVENESS), const(1).eq(1), stuck=True),
        ),
    )


def bounded_buffer(capacity: int = 4, careful: bool = True) -> Declared:
    """Two producers and a consumer; a careless producer looks for room first and puts its item in later."""
    held = variable("held")
    rules = [Rule(Event("consumer", "takes"), held.ge(1), {"held": held - 1})]
    for i in (0, 1):
        at, room = variable(f"at{i}"), held.lt(capacity)
        puts = (at.eq(1) & room) if careful else at.eq(1)
        rules += [
            Rule(Event(f"producer {i}", "looks"), at.eq(0) & room, {f"at{i}": 1}),
            Rule(Event(f"producer {i}", "puts"), puts, {f"at{i}": 0, "held": held + 1}),
        ]
    return Declared(
        "bounded-buffer" if careful else "overrun-buffer",
        (Variable("held", capacity + 2), *(Variable(f"at{i}") for i in (0, 1))),
        tuple(rules),
        (Claim(Property("bounded", "The buffer never holds more than it can"), ~held.lt(capacity + 1)),),
    )


EXAMPLES = (
    two_phase_commit(3),
    two_phase_commit(5),
    mutual_exclusion(),
    mutual_exclusion(False),
    bounded_buffer(),
    bounded_buffer(careful=False),
)
