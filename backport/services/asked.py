"""What a service says of the commits a job is about; nothing is believed before the repository is asked."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LARGEST = 25 << 20  # bytes of an event; GitHub's own limit of a webhook


@dataclass(frozen=True)
class Asked:
    """`bases` and `heads` are revisions, the first that the repository has counts; `branch` is where they go."""

    bases: tuple[str, ...] = ()
    heads: tuple[str, ...] = ("HEAD",)
    branch: str = ""


def commit_id(value: object) -> tuple[str, ...]:
    """The full id that a value is; empty for anything else and for the zeros that services write for "nothing"."""
    return (value,) if isinstance(value, str) and _ID.fullmatch(value) and value.strip("0") else ()


def branch_name(value: object) -> str:
    """A branch's short name, empty for what is none."""
    return value.removeprefix("refs/heads/") if isinstance(value, str) and not value.startswith("-") else ""


def remote_branch(name: str) -> tuple[str, ...]:
    """Where a fresh clone has a branch."""
    return (f"refs/remotes/origin/{name}", f"refs/heads/{name}") if name else ()


def document(file: str) -> dict[str, Any]:
    """The JSON object in a file; empty where there is none that can be read."""
    path = Path(file)
    try:
        if not file or path.stat().st_size > _LARGEST:
            return {}
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def inner(value: object, *keys: str) -> object:
    """The value below these keys, None where a step is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
