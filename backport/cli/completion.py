"""backport completion: what a shell needs to complete verbs and options."""

import click
from click.shell_completion import get_completion_class

from backport.core.errors import Exit

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_BACKPORT_COMPLETE"  # click answers where it is set


@click.command(
    epilog='\b\nExamples:\n  eval "$(backport completion bash)"     # in ~/.bashrc\n'
    '  eval "$(backport completion zsh)"      # in ~/.zshrc, after compinit\n'
    "  backport completion fish > ~/.config/fish/completions/backport.fish"
)
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> Exit:
    """Print the completion script of a SHELL."""
    from backport.cli import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise AssertionError(f"click does not know {shell}")
    click.echo(kind(cli, {}, "backport", _VARIABLE).source())
    return Exit.DONE
