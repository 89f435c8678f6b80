"""Which compiler reads a project's files, with which flags. It only reads: nothing of a repository is ever run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One set of build options: `flags` go to the compiler as they are."""

    name: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compiler:
    """`command` is found on the PATH; `includes` are folders of the tree, those that exist are searched in order.

    `flags` go with every variant, `prelude` is C that every unit starts with (for libraries that are not installed
    where the tool runs). `seconds` bounds one run of the compiler.
    """

    command: str = "gcc"
    includes: tuple[str, ...] = ("include", ".")
    flags: tuple[str, ...] = ("-std=gnu99",)
    variants: tuple[Variant, ...] = (Variant("default"),)
    prelude: str = ""
    seconds: float = 20.0
