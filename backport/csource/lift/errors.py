"""Why lifted code could not be lifted, or stopped."""


class CannotLift(Exception):
    """A construct, type or function that the lifter does not understand; the answer is then unknown."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what = what
        self.where = where

    def __reduce__(self) -> tuple[type["CannotLift"], tuple[str, str]]:
        return type(self), (self.what, self.where)


class Absent(CannotLift):
    """The tree has no such code at all: there is nothing to say of it."""


class Crash(Exception):
    """The lifted code did what a process does not survive: a null pointer, a division by zero, a failed assertion."""


class OutOfFuel(Exception):
    """The lifted code looped or recursed beyond its bound."""
