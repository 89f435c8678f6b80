"""What `status --check` does: the rule of a cascade, its breaches, and what only looks like one."""

from collections.abc import Sequence

import click

from backport.cli.console import echo
from backport.cli.document import document
from backport.config import Config
from backport.core.errors import Exit
from backport.core.printable import one_line
from backport.history.index import Index
from backport.history.invariant import Breach, breaches
from backport.history.matrix import Choice, Column
from backport.pipeline.bench import bench
from backport.pipeline.planning import has_change


def checked(
    index: Index, settings: Config, columns: Sequence[Column], mainline: str, choice: Choice | None, as_json: bool
) -> int:
    """Check, print, and say whether the rule is broken."""
    with bench(index.repository, settings) as at:
        found = breaches(index, columns, mainline, choice, has_change(at))
    if as_json:
        click.echo(document(2, {"breaches": found}))
    else:
        echo("\n".join(_said(found)))
    return Exit.FINDINGS if any(each.founded for each in found) else Exit.DONE


def _said(found: Sequence[Breach]) -> list[str]:
    broken = [each for each in found if each.founded]
    lines = [
        f"{each.newer} lacks {each.origin[:12]}, which {each.older} has as {each.commit[:12]}: {one_line(each.subject)}"
        for each in broken
    ]
    lines.append(f"{len(broken)} fixes of an older series are missing in a newer one")
    apart: dict[tuple[str, str], list[Breach]] = {}
    for each in found:
        if not each.founded:
            apart.setdefault((each.cause.value, each.origin), []).append(each)
    if apart:
        lines.append(f"{len(apart)} more are in an older series alone, and that is right or cannot be told:")
    lines += [_apart(cause, group) for (cause, _), group in sorted(apart.items())]
    return lines


def _apart(cause: str, group: Sequence[Breach]) -> str:
    first = group[0]
    older, newer = (", ".join(dict.fromkeys(names)) for names in zip(*((b.older, b.newer) for b in group), strict=True))
    because = f" ({', '.join(each[:12] for each in first.because)})" if first.because else ""
    return f"  {cause}{because}: {first.commit[:12]} in {older}, not in {newer}: {one_line(first.subject)}"
