"""Plain texts made of templates, the project's and the users' own; a user's template runs in Jinja's sandbox."""

import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from backport import resources
from backport.core.errors import UserError


def render(template: str, **values: object) -> str:
    """The text of a template of ours: its path under `templates`."""
    return _environment().get_template(template).render(**values)


def render_own(template: str, origin: str, **values: object) -> str:
    """The text of a user's template. UserError with file and line for one that fails."""
    own = _prepared(SandboxedEnvironment(undefined=StrictUndefined))
    try:
        return own.from_string(template).render(**values)
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"{origin}:{line}" if line else origin
        raise UserError(
            f"{where}: {error}", "templates/changelog has examples; the values are those of --json"
        ) from error


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


_MARKDOWN = re.compile(r"[\\`*\[\]<>|]|\b_|_\b|^#|(?<=^\d)\.")


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(resources.folder("templates"))
    return _prepared(Environment(loader=loader, undefined=StrictUndefined))  # noqa: S701 - plain text, nothing to escape


def _prepared(environment: Environment) -> Environment:
    environment.trim_blocks = environment.lstrip_blocks = environment.keep_trailing_newline = True
    environment.filters["md"] = markdown
    return environment
