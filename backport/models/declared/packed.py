"""States packed into machine words, and rules as operations on whole arrays of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backport.models.declared.model import Declared, Rule, Values
from backport.models.declared.terms import Term, all_of, conjuncts, names, python, truth

Words = NDArray[np.uint64]  # one row per word, one column per state
Numbers = NDArray[Any]
_WORD = 63  # bits of a word that hold variables


@dataclass(frozen=True)
class Field:
    """Where a variable is: the word, the first bit, the number of bits; it holds the value less `low`."""

    word: int
    shift: int
    bits: int
    low: int
    high: int

    @property
    def mask(self) -> int:
        """Its bits in the word."""
        return ((1 << self.bits) - 1) << self.shift


class Packing:
    """The fields of a model's variables: no variable crosses a word."""

    def __init__(self, model: Declared) -> None:
        self.fields: dict[str, Field] = {}
        word = shift = 0
        for v in model.variables:
            bits = max((v.high - v.low).bit_length(), 1)
            if bits > 32:
                raise ValueError(f"{v.name}: more than 32 bits")
            if shift + bits > _WORD:
                word, shift = word + 1, 0
            self.fields[v.name] = Field(word, shift, bits, v.low, v.high)
            shift += bits
        self.words = word + 1

    def pack(self, values: Values) -> Words:
        """One state."""
        words = [0] * self.words
        for field, value in zip(self.fields.values(), values, strict=True):
            words[field.word] |= (value - field.low) << field.shift
        return np.array(words, dtype=np.uint64).reshape(-1, 1)

    def unpack(self, state: Words) -> Values:
        """The values of one state, given as its words."""
        return tuple((int(state[f.word]) >> f.shift & (1 << f.bits) - 1) + f.low for f in self.fields.values())

    def read(self, name: str, states: Words) -> Numbers:
        """A variable of many states."""
        field = self.fields[name]
        values = states[field.word] >> np.uint64(field.shift) & np.uint64((1 << field.bits) - 1)
        numbers: Numbers = values.astype(np.int64) + field.low
        return numbers

    def _write(self, name: str, states: Words, raw: Words) -> None:
        """Put a variable's values, less its least one, into many states."""
        field = self.fields[name]
        states[field.word] &= np.uint64(~field.mask & (1 << 64) - 1)
        states[field.word] |= raw << np.uint64(field.shift)

    def ordering(self, parts: tuple[tuple[str, ...], ...]) -> Callable[[Words], Words]:
        """A function that puts parts in order, as tuples of their variables are; `ValueError` over 63 bits."""
        widths = [self.fields[name].bits for name in parts[0]]
        if sum(widths) > _WORD:
            raise ValueError(f"{parts[0][0]}: the part has more than {_WORD} bits")
        shifts = [np.uint64(sum(widths[i + 1 :])) for i in range(len(widths))]
        masks = [np.uint64((1 << bits) - 1) for bits in widths]

        def run(states: Words) -> Words:
            keys = np.zeros((len(parts), states.shape[1]), dtype=np.uint64)
            for key, part in zip(keys, parts, strict=True):
                for name, shift, mask in zip(part, shifts, masks, strict=True):
                    field = self.fields[name]
                    key |= (states[field.word] >> np.uint64(field.shift) & mask) << shift
            moved = np.flatnonzero((keys[1:] < keys[:-1]).any(axis=0))
            if not len(moved):
                return states
            few = states[:, moved]
            for key, part in zip(np.sort(keys[:, moved], axis=0), parts, strict=True):
                for name, shift, mask in zip(part, shifts, masks, strict=True):
                    self._write(name, few, key >> shift & mask)
            states[:, moved] = few
            return states

        return run

    def evaluator(self, term: Term) -> Callable[[Words], Numbers]:
        """A term over many states."""
        used = sorted(set(names(term)))
        space: dict[str, Any] = {"where": np.where}
        arguments = ", ".join(used)
        exec(f"def run({arguments}):\n    return {python(term)}", space)  # noqa: S102 made from terms, names are checked
        run = space["run"]

        def value(states: Words) -> Numbers:
            found = run(*(self.read(name, states) for name in used))
            return np.broadcast_to(found, states.shape[1:])

        return value

    def test(self, condition: Term) -> Callable[[Words], NDArray[np.bool_]]:
        """A condition over many states; what compares variables with constants is one comparison per word."""
        masks, wanted = [0] * self.words, [0] * self.words
        rest: list[Term] = []
        for part in conjuncts(truth(condition)):
            fixed = _fixed(part, self.fields)
            if fixed is None or masks[fixed[0].word] & fixed[0].mask:
                rest.append(part)
                continue
            field, value = fixed
            masks[field.word] |= field.mask
            wanted[field.word] |= (value - field.low) << field.shift
        pairs = [(w, np.uint64(m), np.uint64(v)) for w, (m, v) in enumerate(zip(masks, wanted, strict=True)) if m]
        other = self.evaluator(all_of(*rest)) if rest else None

        def run(states: Words) -> NDArray[np.bool_]:
            found: NDArray[np.bool_] | None = None
            for word, mask, value in pairs:
                equal = (states[word] & mask) == value
                found = equal if found is None else found & equal
            if other is None:
                return found if found is not None else np.ones(states.shape[1], dtype=np.bool_)
            return other(states).astype(np.bool_) if found is None else found & other(states)

        return run

    def change(self, rule: Rule) -> Callable[[Words], Words]:
        """The states after a rule, computed from states where it can happen; `ValueError` out of range."""
        clear, sets = [0] * self.words, [0] * self.words
        computed: list[tuple[str, Field, Callable[[Words], Numbers]]] = []
        for name, term in rule.changes:
            field = self.fields[name]
            clear[field.word] |= field.mask
            if term.op == "const":
                sets[field.word] |= (term.value - field.low) << field.shift
            else:
                computed.append((name, field, self.evaluator(term)))
        keep = [np.uint64(~mask & (1 << 64) - 1) for mask in clear]

        def run(states: Words) -> Words:
            after = np.empty_like(states)
            for word in range(self.words):
                np.bitwise_and(states[word], keep[word], out=after[word])
                if sets[word]:
                    after[word] |= np.uint64(sets[word])
            for name, field, value in computed:
                found = value(states)
                if found.size and not (field.low <= int(found.min()) and int(found.max()) <= field.high):
                    raise ValueError(f"{rule.event.label}: {name} would leave its range")
                after[field.word] |= (found - field.low).astype(np.uint64) << np.uint64(field.shift)
            return after

        return run


def _fixed(part: Term, fields: Mapping[str, Field]) -> tuple[Field, int] | None:
    """The field and value of a condition that a variable has one value; None for other conditions."""
    for field, value in _readings(part, fields):
        if field.low <= value <= field.high:
            return field, value
    return None


def _readings(part: Term, fields: Mapping[str, Field]) -> Iterator[tuple[Field, int]]:
    op, args = part.op, part.args
    if op == "not" and args[0].op in ("==", "!="):
        op, args = {"==": "!=", "!=": "=="}[args[0].op], args[0].args
    if op not in ("==", "!=") or args[0].op != "var" or args[1].op != "const":
        return
    field, value = fields[args[0].name], args[1].value
    if op == "==":
        yield field, value
    elif field.high - field.low == 1:
        yield field, field.high if value == field.low else field.low
