"""Write a declared model as Promela, so that SPIN can search the same states."""

from collections.abc import Iterator

from backport.models.declared.model import Declared, Rule, Variable
from backport.models.declared.terms import Term, names, truth

_TYPES = ((0, 1, "bit"), (0, 255, "byte"), (-(1 << 15), (1 << 15) - 1, "short"), (-(1 << 31), (1 << 31) - 1, "int"))
_TEXT = {"and": "({0} && {1})", "or": "({0} || {1})", "not": "!({0})", "when": "(({0}) -> ({1}) : ({2}))"}


def promela(model: Declared) -> str:
    """The model as one process that for ever takes one of its rules, each in one step.

    With `-DCHECK=n` the n-th claim (from 0) is looked at: from a state that violates it, and only from there, one more
    step leads to a failing assertion; so SPIN's shortest path is one step longer than ours. Without it nothing is
    claimed, and SPIN's count of states is ours.
    """
    return "\n".join(_lines(model)) + "\n"


def _name(name: str) -> str:
    return f"{name}_"  # no word of Promela ends like this


def _lines(model: Declared) -> Iterator[str]:
    yield f"/* {model.name} */"
    for variable in model.variables:
        yield f"{_type(variable)} {_name(variable.name)} = {variable.first};"
    widest = max((len(_copied(rule)) for rule in model.rules), default=0)
    # what an effect needs of a variable that an earlier effect has changed; 0 between steps
    yield from (f"int before{i};" for i in range(widest))
    yield "active proctype model()"
    yield "{"
    yield "end:"
    yield "    do"
    for number, claim in enumerate(model.claims):
        yield f"#if CHECK == {number} && defined(CHECK)"
        yield f"    :: d_step {{ {expression(model.bad(claim))} -> assert(false); }}"
        yield "#endif"
    for rule in model.rules:
        yield f"    /* {rule.event.actor}: {rule.event.label} */"
        yield f"    :: d_step {{ {expression(truth(rule.guard))} -> {_effects(rule)} }}"
    yield "    od"
    yield "}"


def _type(variable: Variable) -> str:
    return next(name for low, high, name in _TYPES if low <= variable.low and variable.high <= high)


def _copied(rule: Rule) -> tuple[str, ...]:
    """The variables whose old value a rule needs after changing them."""
    changed: list[str] = []
    needed: dict[str, None] = {}
    for name, term in rule.changes:
        needed.update((n, None) for n in names(term) if n in changed)
        changed.append(name)
    return tuple(needed)


def _effects(rule: Rule) -> str:
    kept = {name: f"before{i}" for i, name in enumerate(_copied(rule))}
    steps = [f"{before} = {_name(name)};" for name, before in kept.items()]
    steps += [f"{_name(name)} = {expression(term, kept)};" for name, term in rule.changes]
    steps += [f"{before} = 0;" for before in kept.values()]
    return " ".join(steps) or "skip;"


def expression(term: Term, kept: dict[str, str] | None = None) -> str:
    """A term in Promela; `kept` names the copies of variables whose old value is meant."""
    if term.op == "var":
        return (kept or {}).get(term.name) or _name(term.name)
    if term.op == "const":
        return str(term.value) if term.value >= 0 else f"({term.value})"
    return _TEXT.get(term.op, f"({{0}} {term.op} {{1}})").format(*(expression(inner, kept) for inner in term.args))
