"""SARIF against the published schema, which is not ours to ship: BACKPORT_SCHEMAS names the folder it lies in."""

import json
import os
from pathlib import Path

import pytest
from jsonschema.validators import validator_for

from backport import report
from tests.report import samples
from tests.report.test_hostile import POISONS

SCHEMA = Path(os.environ.get("BACKPORT_SCHEMAS", "")) / "sarif-schema-2.1.0.json"


@pytest.mark.skipif(not SCHEMA.is_file(), reason="BACKPORT_SCHEMAS holds no sarif-schema-2.1.0.json")
def test_sarif() -> None:
    schema = json.loads(SCHEMA.read_text())
    kind = validator_for(schema)
    validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    for poison in ("", *POISONS.values()):
        log = json.loads(report.render(samples.poisoned(samples.run(), poison), "sarif"))
        assert [error.message for error in validator.iter_errors(log)] == []
