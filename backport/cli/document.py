"""JSON documents: plain data in, a versioned document out."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath

from backport.core.printable import printable

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def document(format: int, value: object) -> str:
    """The value as JSON text with `format` first: the number changes when the meaning of a field does.

    Dataclasses and mappings become objects, tuples and sets arrays, enums their value, paths text. The text is
    ASCII, so no control character reaches a terminal; bytes that were not UTF-8 are written as `\\xNN`.
    """
    plain = to_plain(value)
    return json.dumps({"format": format, **(plain if isinstance(plain, dict) else {"items": plain})}, indent=2)


def to_plain(value: object) -> Json:
    """Plain JSON data for a value of the line; raises TypeError for what has no JSON form."""
    if isinstance(value, Enum):
        return to_plain(value.value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | PurePath):
        return _text(str(value))
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {_text(str(key)): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return [to_plain(item) for item in sorted(value)]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _text(text: str) -> str:
    """JSON knows no lone surrogates: strict readers refuse them."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return "".join(printable(char) if "\ud800" <= char <= "\udfff" else char for char in text)
