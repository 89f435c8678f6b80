"""A replayed backport on the terminal: the verdict, each file's way, the rules, the findings, the difference."""

from collections.abc import Iterator

import click

from backport.cli.console import echo, table
from backport.core.case import FileResult, Rung
from backport.core.markers import hunks
from backport.core.printable import printable
from backport.pipeline.explain import Explained

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_AROUND = 5  # lines
_LONGEST = 400  # lines of a diff


def show(found: Explained) -> None:
    """Print it all."""
    echo(f"{found.target[:12]} on {found.series}: {found.subject}")
    echo(f"from {found.source[:12]} ({found.mode}), on {found.parent[:12]}: {found.verdict}, {_result(found)}")
    echo()
    table(("file", "here", "rung", "rules"), [_file(file) for file in found.files])
    for title, lines in (("rules", _rules(found)), ("what is to be said", _said(found))):
        told = list(lines)
        if told:
            echo(f"\n{title}")
        for line in told:
            echo(f"  {line}")
    for title, text in _texts(found):
        echo(f"\n{title}")
        _diff(text)


def _result(found: Explained) -> str:
    if found.tree is None:
        return "no tree: a person has to finish it"
    return "the maintainer's tree" if found.exact else "another tree than the maintainer's"


def _file(file: FileResult) -> tuple[str, str, str, str]:
    here = "-" if not file.path else "" if file.path == file.source_path else file.path
    return file.source_path, here, str(file.rung), str(len(file.rules))


def _rules(found: Explained) -> Iterator[str]:
    for rule in found.rules:
        yield f"{rule.newer} -> {rule.older} ({rule.kind}, {rule.origin}) {rule.because}".rstrip()


def _said(found: Explained) -> Iterator[str]:
    for file in found.files:
        yield from (f"{file.path or file.source_path}: {note}" for note in file.notes)
        yield from (f"{file.path}: also possible: {one}" for one in file.candidates)
    for finding in found.findings:
        yield f"{finding.severity} {finding.check}: {finding.message}"


def _texts(found: Explained) -> Iterator[tuple[str, str]]:
    """What there is to read: nothing where both are the same."""
    if found.tree is None:
        yield from (
            (f"the conflict in {f.path}", _conflicts(f.conflict)) for f in found.files if f.rung == Rung.CONFLICT
        )
        yield "what the maintainer made", found.theirs
    elif not found.exact:
        yield "from the maintainer's (-) to ours (+)", found.difference


def _conflicts(text: str) -> str:
    """The conflicts of a file with a few lines around each; a text that has none is the reason."""
    lines = text.encode().splitlines(keepends=True)
    parts = [lines[max(0, one.start - _AROUND) : one.end + _AROUND] for one in hunks(lines)]
    return "...\n".join(b"".join(part).decode(errors="replace") for part in parts) if parts else text


def _diff(text: str) -> None:
    lines = text.splitlines()
    for line in lines[:_LONGEST]:
        click.secho(printable(line), fg=_COLOURS.get(line[:1]))
    if len(lines) > _LONGEST:
        echo(f"... {len(lines) - _LONGEST} lines more: --json has them all")
