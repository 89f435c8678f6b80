"""A verb that has verbs of its own: its help says in a whole sentence what each does."""

import click


class Group(click.Group):
    """Like click's, which cuts sentences off where a line ends."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs, each with its first sentence."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _sentence(self.get_command(ctx, name))) for name in self.list_commands(ctx)])


def _sentence(command: click.Command | None) -> str:
    text = " ".join((command.help or "").split()) if command is not None else ""
    return text.partition(". ")[0].removesuffix(".")
