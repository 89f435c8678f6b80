"""The command line: the table of verbs, each imported only when it is called."""

from importlib import import_module

import click

from backport import __version__
from backport.cli.guard import ReaderLeft, guarded

# A verb is a file of this name in this folder that has a click command called `command`; the order is that of --help.
VERBS: dict[str, str] = {
    "demo": "see what this is: a small project, one fix, five branches",
    "plan": "what each series needs of a fix: a pick, nothing, or a person, and why",
    "contains": "whether versions have a fix: by history, by patch and by code",
    "status": "which commits are in which branch, and what a cascade has lost",
    "init": "write a commented backport.toml for a repository",
    "review": "the weekly pass: decide which commits to backport",
    "announce": "the mail that announces a release",
    "changelog": "what is new in a release, in five formats or your own",
    "port": "bring a fix to every stable branch, with a verdict for each",
    "map": "what the names of one generation of the API are in another",
    "model": "how a revision behaves: what can go wrong, with a shortest path to it",
    "report": "a run that was kept, in any format, and pages over all of them",
    "audit": "examine backports that exist: one, a range, thousands",
    "checks": "what a backport is examined for, and how well each check did",
    "verify": "examine a backport that a person made",
    "ci": "examine the backports that a branch or a merge request adds",
    "hook": "a pre-push hook that examines what is pushed",
    "replay": "make known backports again and compare",
    "completion": "what bash, zsh or fish need to complete verbs and options",
    "man": "the manual as man pages",
}


class Verbs(click.Group):
    """The group of all verbs: it knows their names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the table's order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb that was called, None for one that does not exist."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name}: `command` is not a click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; click itself would take a closed pipe for a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeft from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="backport", message="%(prog)s %(version)s")
def cli() -> None:
    """Take one fix from the development branch and answer, for every stable branch: needed, there already, what it
    looks like in that branch's API, and does the result hold.

    \b
    Try it:   backport demo
    Use it:   backport port COMMIT --repo DIR

    Exit codes: 0 sound or done, 1 findings or a conflict, 2 usage or configuration, 3 a bug of backport,
    130 interrupted.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    raise SystemExit(guarded(lambda: cli.main(args=args, prog_name="backport", standalone_mode=False)))
