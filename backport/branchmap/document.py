"""One TOML file of a map: read, checked against its schema, every mistake with its line."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from backport import resources
from backport.branchmap.positions import Where, line_of, lines
from backport.branchmap.problems import Problem

_LINE = re.compile(r"at line (\d+)")  # the only place where tomllib tells it


@dataclass
class Document:
    """The text and values of a file, and what is wrong so far."""

    file: str
    text: bytes = b""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def _places(self) -> dict[Where, int]:
        return lines(self.text)  # only a map with mistakes needs it

    def complain(self, message: str, *where: str | int) -> None:
        """Note a mistake at the place `where`."""
        self.problems.append(Problem(self.file, line_of(self._places, where), message))


def read(path: Path, schema: str) -> Document:
    """The file `path` against the schema `schema` ("edge", "branches")."""
    found = Document(path.name)
    try:
        raw = path.read_bytes()
        values = tomllib.loads(raw.decode())
    except OSError as error:
        found.complain(error.strerror or "cannot be read")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = _LINE.search(str(error))
        found.problems.append(Problem(path.name, int(line[1]) if line else 1, str(error)))
    else:
        found.text = raw
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
