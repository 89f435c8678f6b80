"""Whole outputs compared with files; what differs is kept in `actual/` beside them for a look."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def check(name: str, text: str) -> None:
    """`text` equals the gold file `name`. With BACKPORT_GOLD=write the file is written instead."""
    gold, actual = FOLDER / name, FOLDER / "actual" / name
    if os.environ.get("BACKPORT_GOLD") == "write":
        gold.write_text(text, encoding="utf-8")
    wanted = gold.read_text(encoding="utf-8") if gold.exists() else None
    if text == wanted:
        actual.unlink(missing_ok=True)
        return
    actual.parent.mkdir(exist_ok=True)
    actual.write_text(text, encoding="utf-8")
    raise AssertionError(f"{name} differs: diff {gold} {actual} (BACKPORT_GOLD=write takes the new one)")
