"""Reports against published schemas. SARIF's is not ours to ship: BACKPORT_SCHEMAS names the folder it lies in."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from lxml import etree

from backport import report
from backport.report import batch as batch_reports
from tests.report import samples
from tests.report.batches import batch
from tests.report.test_hostile import POISONS

SARIF = Path(os.environ.get("BACKPORT_SCHEMAS", "")) / "sarif-schema-2.1.0.json"
JUNIT = Path(__file__).parent / "schemas" / "junit-10.xsd"  # that of Jenkins' xunit plugin, under the MIT licence

# The fields that GitLab's documentation ("Code quality report format") asks for.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)."},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def _texts(name: str) -> Iterator[str]:
    for poison in ("", *POISONS.values()):
        yield report.render(samples.poisoned(samples.run(), poison), name)
        yield batch_reports.render(samples.poisoned(batch(), poison), name)


@pytest.mark.skipif(not SARIF.is_file(), reason="BACKPORT_SCHEMAS holds no sarif-schema-2.1.0.json")
def test_sarif() -> None:
    schema = json.loads(SARIF.read_text())
    kind = validator_for(schema)
    validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    for text in _texts("sarif"):
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []


def test_junit() -> None:
    schema = etree.XMLSchema(etree.parse(JUNIT))
    for text in _texts("junit"):
        schema.assertValid(etree.fromstring(text.encode()))


def test_gitlab() -> None:
    for text in _texts("gitlab"):
        entries = json.loads(text)
        Draft202012Validator(GITLAB).validate(entries)
        assert len({entry["fingerprint"] for entry in entries}) == len(entries)
