"""A verb that takes files behind `--`, as git's do."""

import click

_KEY = "backport.files"


class Limited(click.Command):
    """A command whose arguments behind `--` are no arguments: `files()` has them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what stands behind the first `--` away."""
        at = args.index("--") if "--" in args else len(args)
        ctx.meta[_KEY] = tuple(args[at + 1 :])
        return super().parse_args(ctx, args[:at])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line says so."""
        return [*super().collect_usage_pieces(ctx), "[-- FILE…]"]


def files() -> tuple[str, ...]:
    """What stood behind `--` on the command line of the verb that runs."""
    found: tuple[str, ...] = click.get_current_context().meta.get(_KEY, ())
    return found
