"""One TOML file of a map: read, checked against its schema, every mistake with its line."""

import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from backport import resources
from backport.branchmap.positions import Where, line_of, lines
from backport.branchmap.problems import Problem


@dataclass
class Document:
    """The values of a file, the lines they stand on, and what is wrong so far."""

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, message: str, *where: str | int) -> None:
        """Note a mistake at the place `where`."""
        self.problems.append(Problem(self.file, line_of(self.places, where) if self.places else 1, message))


def read(path: Path, schema: str) -> Document:
    """The file `path` against the schema `schema` ("edge", "branches")."""
    found = Document(path.name)
    try:
        raw = path.read_bytes()
        values = tomllib.loads(raw.decode())
    except OSError as error:
        found.complain(error.strerror or "cannot be read")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found.problems.append(Problem(path.name, getattr(error, "lineno", 1), str(error)))
    else:
        found.places = lines(raw)
        for mistake in _validator(schema).iter_errors(values):
            found.complain(_said(mistake), *mistake.absolute_path)
        found.values = values if not found.problems else {}
    return found


@cache
def _validator(schema: str) -> Validator:
    text = (resources.folder("branch_maps") / "schema" / f"{schema}.json").read_text()
    return jsonschema.Draft202012Validator(json.loads(text))


def _said(error: jsonschema.ValidationError) -> str:
    where = ".".join(str(part) for part in error.absolute_path if not isinstance(part, int))
    message = error.message if len(error.message) <= 200 else error.message[:200] + "…"
    return f"{where}: {message}" if where else message
