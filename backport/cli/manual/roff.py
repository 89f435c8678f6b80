"""A page in the language of man: the macros of man(7), text escaped."""

from collections.abc import Iterator

from backport import __version__
from backport.cli.manual.pages import Page, Paragraph

_EXITS = (
    ("0", "sound, or done"),
    ("1", "findings, or a conflict"),
    ("2", "usage or configuration; the message says what to do about it"),
    ("3", "a bug of backport"),
    ("130", "interrupted"),
)
_ENVIRONMENT = (
    ("NO_COLOR", "Nothing is coloured."),
    ("COLUMNS", "The width of tables where there is no terminal to ask."),
    ("XDG_CACHE_HOME, XDG_STATE_HOME", "Where the index of a history, and kept runs, are."),
)


def roff(page: Page) -> str:
    """The page's source."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    name = page.name.replace(" ", "-")
    yield f'.TH {name.upper()} 1 "" "backport {_text(__version__)}" "User Commands"'
    yield from (".SH NAME", f"{_text(name)} \\- {_text(page.summary)}")
    yield from (".SH SYNOPSIS", f".B {_text(page.name)}", _text(page.usage))
    yield ".SH DESCRIPTION"
    for paragraph in page.paragraphs:
        yield from _paragraph(paragraph)
    for title, entries in (("COMMANDS", page.commands), ("OPTIONS", page.options)):
        yield from _list(title, entries)
    yield from _list("EXIT STATUS", _EXITS)
    yield from _list("ENVIRONMENT", _ENVIRONMENT)


def _list(title: str, entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    if entries:
        yield f".SH {title}"
    for term, text in entries:
        yield from (".TP", f".B {_text(term)}", _text(text))


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    if not paragraph.kept:
        yield from (".PP", _text(paragraph.text))
        return
    yield from (".PP", ".nf", *(_text(line) for line in paragraph.text.split("\n")), ".fi")


def _text(text: str) -> str:
    r"""No character of a text is a request: a line begins with \& and a backslash is written \e."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
