"""What there is to say of each command, as plain data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

import click

_WORDS = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a help text; `kept` says that its lines stay as they are (an example)."""

    text: str
    kept: bool = False


@dataclass(frozen=True)
class Page:
    """One command: `name` with those above it ("backport map check"), `options` and `commands` with what they do."""

    name: str
    usage: str
    summary: str
    paragraphs: tuple[Paragraph, ...]
    options: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]


def pages(command: click.Command, name: str) -> Iterator[Page]:
    """The page of a command and those of all below it, each after the one above."""
    yield from _pages(command, name, None)


def page(command: click.Command, name: str, words: tuple[str, ...]) -> Page | None:
    """The page of the command that these words name, None where there is none."""
    wanted = " ".join((name, *words))
    return next((one for one in pages(command, name) if one.name == wanted), None)


def _pages(command: click.Command, name: str, parent: click.Context | None) -> Iterator[Page]:
    context = click.Context(command, parent, name, max_content_width=10_000, **command.context_settings)
    inner = []
    if isinstance(command, click.Group):
        found = ((one, command.get_command(context, one)) for one in command.list_commands(context))
        inner = [(one, below) for one, below in found if below is not None]
    yield Page(
        name=context.command_path,
        usage=" ".join(command.collect_usage_pieces(context)),
        summary=_summary(command, parent, name),
        paragraphs=tuple(_paragraphs(cleandoc(command.help or ""), cleandoc(command.epilog or ""))),
        options=tuple(_options(command, context)),
        commands=tuple((one, _summary(below, context, one)) for one, below in inner),
    )
    for one, below in inner:
        yield from _pages(below, one, context)


def _summary(command: click.Command, parent: click.Context | None, name: str) -> str:
    """The line in the list of verbs, else the first sentence of the help."""
    from backport.cli import VERBS

    if parent is not None and parent.parent is None and name in VERBS:
        return VERBS[name]
    return _folded((command.help or "").split("\n\n", 1)[0]).partition(". ")[0].rstrip(".")


def _paragraphs(*texts: str) -> Iterator[Paragraph]:
    for text in texts:
        for part in _PARAGRAPH.split(text.strip()):
            lines = part.split("\n")
            kept = lines[0].strip() == "\b"
            if part.strip():
                yield Paragraph("\n".join(line.rstrip() for line in lines[1:]) if kept else _folded(part), kept)


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield record[0], _folded(record[1])


def _folded(text: str) -> str:
    return _WORDS.sub(" ", text).strip()
