"""CSV files that list commits: one reader for every verb that takes one."""

import csv
from collections.abc import Sequence
from pathlib import Path

from backport.core.errors import UserError


def rows(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has at least these columns. Raises UserError for one without them."""
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            found = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{file} cannot be read: {error}", "give a CSV file with a header line") from error
    missing = [name for name in columns if found and name not in found[0]]
    if missing or not found:
        raise UserError(f"{file} lacks {', '.join(missing) or 'rows'}", f"its header needs {', '.join(columns)}")
    return found
