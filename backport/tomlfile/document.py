"""One TOML file: its values, the lines they stand on, and what is wrong with it."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from backport.tomlfile.positions import Where, line_of, lines
from backport.tomlfile.problems import Problem

_AT_LINE = re.compile(r"at line (\d+)")
_LONGEST = 1 << 20  # bytes: a file that a person writes is smaller
_LONGEST_MESSAGE = 200


@dataclass
class Document:
    """`file` is the name that messages show; `values` are not to be relied on while there are `problems`."""

    file: str
    text: bytes = b""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _wrong: set[Where] = field(default_factory=set)  # where the schema is not kept

    def complain(self, message: str, *where: str | int) -> None:
        """Note a mistake at the place `where`, keys and indexes from the top."""
        self.problems.append(Problem(self.file, line_of(self._places, where), message))

    def sound(self, *where: str | int) -> Any:  # noqa: ANN401
        """The value at a place; None where there is none, or where the schema has something against it."""
        if any(wrong[: len(where)] == where for wrong in self._wrong):
            return None
        return self._value(where)

    def entries(self, *where: str | int) -> Iterator[tuple[int, Any]]:
        """The items of the array at a place, with their index, that the schema has nothing against."""
        index = 0
        while self._value((*where, index)) is not None:
            value = self.sound(*where, index)
            if value is not None:
                yield index, value
            index += 1

    @cached_property
    def _places(self) -> dict[Where, int]:
        return lines(self.text)  # only a file with mistakes needs it

    def _value(self, where: Where) -> Any:  # noqa: ANN401
        value: Any = self.values
        for part in where:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def read(path: Path, schema: Path, name: str = "") -> Document:
    """The TOML file `path`, checked against the JSON schema in the file `schema`. `name` is what messages call it.

    Never raises for what is in the file: `problems` has it.
    """
    found = Document(name or path.name)
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST + 1)
        if len(raw) > _LONGEST:
            raise ValueError(f"larger than {_LONGEST >> 20} MiB: not a file that a person wrote")
        values = tomllib.loads(raw.decode())
    except OSError as error:
        found.complain(error.strerror or "cannot be read")
    except RecursionError:
        found.complain("nested too deeply")
    except ValueError as error:
        line = _AT_LINE.search(str(error))
        found.problems.append(Problem(found.file, int(line[1]) if line else 1, str(error)))
    else:
        found.text, found.values = raw, values
        for mistake in _validator(schema).iter_errors(values):
            for where, message in _said(mistake):
                found.complain(message, *where)
                found._wrong.add(where)
    return found


@cache
def _validator(schema: Path) -> Validator:
    return jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def _said(error: jsonschema.ValidationError) -> Iterator[tuple[Where, str]]:
    """One mistake of the schema as the places and sentences that a person can act on."""
    where = tuple(error.absolute_path)
    if (
        error.validator == "additionalProperties"
        and isinstance(error.schema, dict)
        and isinstance(error.instance, dict)
    ):
        known = list(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                yield (*where, key), _unknown(key, known)
        return
    if error.validator == "pattern" and isinstance(error.schema, dict) and "description" in error.schema:
        yield where, f"{_name(where)}{str(error.instance)[:_LONGEST_MESSAGE]!r} is not {error.schema['description']}"
        return
    message = error.message if len(error.message) <= _LONGEST_MESSAGE else error.message[:_LONGEST_MESSAGE] + "…"
    yield where, _name(where) + message


def _name(where: Where) -> str:
    name = ".".join(part for part in where if isinstance(part, str))
    return f"{name}: " if name else ""


def _unknown(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"unknown key {key!r}: " + (f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known)}")
