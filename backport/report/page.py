"""What every HTML page needs: templates that escape everything, one style and one script inline, and nothing else."""

import base64
import hashlib
import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backport import resources
from backport.core.printable import printable
from backport.report import summary

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def page(template: str, scripts: tuple[str, ...] = ("page.js",), **values: object) -> str:
    """The page made of a template in `templates/report` and these values, with these scripts of that folder."""
    environment = _environment()
    style, *code = (environment.get_template(name).render() for name in ("page.css", *scripts))
    policy = _policy(style, "".join(code))
    return environment.get_template(template).render(policy=policy, scripts=scripts, **values)


def anchor(kind: str, name: str, taken: set[str]) -> str:
    """An id for deep links: readable, the same every time, used once (`taken` grows)."""
    base = f"{kind}-{_UNSAFE.sub('-', name)[:60]}"
    chosen, number = base, 1
    while chosen in taken:
        number += 1
        chosen = f"{base}-{number}"
    taken.add(chosen)
    return chosen


@cache
def _environment() -> Environment:
    folder = resources.folder("templates") / "report"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals.update(meanings=summary.VERDICTS, rungs=summary.RUNGS)
    environment.filters["short"] = summary.short
    return environment


def _shown(value: object) -> object:
    """Every value that a template prints passes here, before it is escaped."""
    return printable(value) if type(value) is str else value


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded, and only this style and this script may run, whatever got into the page."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
