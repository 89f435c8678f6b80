"""All pages as one Markdown document, for the documentation's site."""

import re
from collections.abc import Iterable, Iterator

from backport.cli.manual.pages import Page

_HEAD = """# Command line

Made of the commands themselves: each verb says the same with `--help`, and `backport man` makes man pages of it.
"""


def markdown(pages: Iterable[Page]) -> str:
    """The document."""
    return "\n".join([_HEAD, *(line for page in pages for line in _lines(page))]).rstrip() + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"{'#' * (1 + len(page.name.split()))} {page.name}"
    yield from ("", f"    {page.name} {page.usage}", "")
    for paragraph in page.paragraphs:
        text = "\n".join(f"    {line}" for line in paragraph.text.split("\n")) if paragraph.kept else paragraph.text
        yield from (text if paragraph.kept else _plain(text), "")
    for title, entries in (("Command", page.commands), ("Option", page.options)):
        if entries:
            yield from (f"| {title} | |", "|---|---|")
            yield from (f"| `{_cell(name)}` | {_plain(_cell(text))} |" for name, text in entries)
            yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    """Help is plain text: what Markdown would take for markup stands for itself."""
    return re.sub(r"([*_<\[\]])", r"\\\1", text)
