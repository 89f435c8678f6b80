"""How a project's code is read by a model, for those who look at that code by themselves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lifting:
    """Which files from which folders, and the macros that stand for others whatever the text says.

    `fatal` is the function that a failed assertion calls, with a true first argument. `kept` names what says of an
    object what it is, so that it never varies: "struct.member" or "*.member", and the constant with the bits that are
    meant (all when empty). `mutated` are the functions that a fix of the model's domain is about, by their names in
    any generation.
    """

    sources: tuple[str, ...]
    folders: tuple[str, ...]
    config: tuple[tuple[str, str], ...]
    fatal: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    mutated: tuple[str, ...] = ()
