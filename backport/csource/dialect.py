"""What a project's C has that is not C: macros whose uses a parser cannot read, named by the project."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Dialect:
    """Macro names by how they bend the syntax; every entry is a regular expression that a whole identifier matches.

    `attributes` stand alone and mean nothing to the grammar (`__maybe_unused`), `attribute_calls` likewise with
    arguments (`__attribute__((…))`), `wrappers` hold a declaration (`__decl_thread(int x);`), `loops` head a statement
    (`list_for_each_entry(…)`), `type_arguments` take a type where C wants an expression
    (`container_of(p, struct s, f)`). `complaints` are no matter of syntax: what tells users that something is wrong
    with what they configured (`warning("…")`).
    """

    attributes: tuple[str, ...] = ()
    attribute_calls: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    type_arguments: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

    def __or__(self, other: "Dialect") -> "Dialect":
        """Both dialects' names."""
        return Dialect(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


GENERIC = Dialect(
    attributes=("__extension__", "__restrict(?:__)?", "__inline(?:__)?", "_Noreturn", "noreturn", "__cold", "__hot"),
    attribute_calls=("__attribute__", "__attribute", "__declspec", "_Alignas", "__aligned"),
    loops=(r"(?:\w+_)?for_each(?:_\w+)?", r"\w*FOREACH\w*", r"\w*FOR_EACH\w*"),
    type_arguments=("container_of", "offsetof", "__builtin_offsetof", "va_arg", "list_entry", "typeof", "__typeof__"),
)
