"""The JSON document of a run: what reports print, what lies on disk and what other programs read."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from backport.core.case import Case, Run
from backport.core.errors import UserError

if TYPE_CHECKING:  # both take longer to load than most reports take to write
    from cattrs import Converter
    from jsonschema import Draft202012Validator

FORMAT = 1
SCHEMA = Path(__file__).with_name("run.schema.json")

Document = dict[str, Any]
_Value = TypeVar("_Value", Run, Case)
_SHOWN_ERRORS = 5


def of_run(run: Run) -> Document:
    """The document of a run; beside the run's own fields it holds `failed` and each finding's `fingerprint`."""
    plain: Document = _codec().unstructure(run)
    plain["cases"] = [_case(case) for case in run.cases]
    return {"format": FORMAT, "kind": "run", "failed": run.failed, **plain}


def of_case(case: Case) -> Document:
    """The document of one case on its own."""
    return {"format": FORMAT, "kind": "case", **_case(case)}


def to_run(document: object, name: str = "the document") -> Run:
    """The run of a document. UserError when it is not one, or of a format this version does not read."""
    return _structure(document, "run", Run, name)


def to_case(document: object, name: str = "the document") -> Case:
    """The case of a document. UserError as for `to_run`."""
    return _structure(document, "case", Case, name)


def dumps(document: object) -> str:
    """JSON text in ASCII, indented, newline at the end.

    `##` never stands in it unescaped: CI runners look for commands like `##[error]` anywhere in a line of output.
    """
    text = json.dumps(document, ensure_ascii=True, indent=2)
    return text.replace("\x7f", "\\u007f").replace("##", "#\\u0023") + "\n"


def loads(text: str, name: str = "the document") -> object:
    """The value of a JSON text; UserError when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{name} is not JSON: {error}", "Give the JSON document of a run.") from error


@cache
def schema() -> Document:
    """The JSON schema of these documents."""
    return cast(Document, json.loads(SCHEMA.read_text(encoding="utf-8")))


@cache
def _codec() -> "Converter":
    from cattrs import Converter

    return Converter()


def _case(case: Case) -> Document:
    plain: Document = _codec().unstructure(case)
    for finding, document in zip(case.findings, plain["findings"], strict=True):
        document["fingerprint"] = finding.fingerprint
    return plain


def _structure(document: object, kind: str, type_: type[_Value], name: str) -> _Value:
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT or isinstance(found, bool):
        raise UserError(
            f"{name} has the format {found!r:.40}; this version reads format {FORMAT}",
            "Read it with the version of backport that wrote it, or run the command again.",
        )
    problems = _problems(document, kind)
    if problems:
        raise UserError(f"{name} is not the document of a {kind}:\n" + "\n".join(problems), f"See {SCHEMA}.")
    return _codec().structure(document, type_)


@cache
def _validator(kind: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator({"$ref": f"#/$defs/{kind}-document", "$defs": schema()["$defs"]})


def _problems(document: object, kind: str) -> list[str]:
    errors = sorted(_validator(kind).iter_errors(document), key=lambda error: error.json_path)
    lines = [f"  {error.json_path}: {error.message[:200]}" for error in errors[:_SHOWN_ERRORS]]
    more = len(errors) - len(lines)
    return [*lines, f"  and {more} more"] if more > 0 else lines
