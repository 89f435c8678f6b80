"""A model whose first state is made by the code: what ran before it counts when two trees are compared."""

from collections.abc import Iterator

import pytest

from backport.csource.lift.program import Program
from backport.csource.lift.view import View
from backport.models.base import Event, Property
from backport.models.lifted import Happening, LiftedModel
from tests.sources import Texts

MAKE = "struct thing { int made, used; };\nvoid make(struct thing *t) { t->made = 1; t->used = 0; }\n"
USE = "void use(struct thing *t) { if (t->made) t->used = 1; }\n"


class Made(LiftedModel):
    """A thing is made, then used once."""

    properties: tuple[Property, ...] = ()

    def __init__(self, code: str) -> None:
        super().__init__(Program(Texts({"a.c": code}), ["a.c"]))
        self.thing = View.new(self.program, "thing", "t")
        with self.program.prologue():
            self.program.enter("make", self.thing.address)
        self.ready()

    def happenings(self) -> Iterator[Happening]:
        """It is used."""
        yield Event("thing", "is used"), lambda: self.program.call("use", self.thing.address)


@pytest.mark.parametrize(
    ("other", "entered", "anywhere"),
    [
        (MAKE + USE, set(), False),
        (MAKE.replace("t->made = 1; t->used = 0;", "t->used = 0; t->made = 1;") + USE, {"make"}, False),
        (MAKE.replace("t->made = 1", "t->made = 2") + USE, {"make"}, True),
        (MAKE + USE.replace("t->made", "t->made > 0"), set(), False),
    ],
)
def test_what_made_the_first_state_is_entered(other: str, entered: set[str], anywhere: bool) -> None:
    watch = Made(other).watch(Made(MAKE + USE))
    assert (watch.entered, watch.anywhere) == (entered, anywhere)
