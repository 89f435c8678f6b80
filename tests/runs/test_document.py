"""The document says everything, says it by its schema, and nothing else is read."""

import dataclasses
import json
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backport.core.case import Case, Run
from backport.core.errors import UserError
from backport.core.verdict import Finding, Severity
from backport.runs import document
from tests.report import samples

ROUND = document.loads(document.dumps(document.of_run(samples.run())))


def test_a_run_comes_back_as_it_was() -> None:
    assert document.to_run(ROUND) == samples.run()


def test_a_case_comes_back_as_it_was() -> None:
    for case in samples.run().cases:
        assert document.to_case(json.loads(document.dumps(document.of_case(case)))) == case


def test_the_schema_is_a_schema_and_accepts_both_documents() -> None:
    Draft202012Validator.check_schema(document.schema())
    validator = Draft202012Validator(document.schema())
    validator.validate(ROUND)
    validator.validate(json.loads(document.dumps(document.of_case(samples.sound()))))


def _dataclasses(type_: Any, seen: dict[str, Any]) -> dict[str, Any]:
    if dataclasses.is_dataclass(type_) and isinstance(type_, type):
        seen[type_.__name__] = type_
        for hint in get_type_hints(type_).values():
            _dataclasses(hint, seen)
    for argument in get_args(type_):
        _dataclasses(argument, seen)
    return seen


NAMES = {"FileResult": "file", "PropertyResult": "property", "RuleUse": "rule"}


@pytest.mark.parametrize("type_", _dataclasses(Run, {}).values(), ids=lambda type_: type_.__name__)
def test_the_schema_has_every_field(type_: Any) -> None:
    described = document.schema()["$defs"][NAMES.get(type_.__name__, type_.__name__.lower())]["properties"]
    extra = {"fingerprint"} if type_ is Finding else set()
    assert set(described) == {field.name for field in dataclasses.fields(type_)} | extra


def test_a_case_holds_what_programs_look_for() -> None:
    case = document.of_case(samples.unsound())
    assert case["format"] == 1
    assert {"target", "tree", "verdict", "application", "rules", "findings", "message"} <= set(case)
    assert case["findings"][0]["fingerprint"] == "right place:src/pipe.c:pipe_send"


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, {"format": 2, "kind": "run"}, {"format": "1"}, {"format": True}, {"format": 1.5}]
)
def test_an_unknown_format_is_the_users_error(value: object) -> None:
    with pytest.raises(UserError, match="reads format 1"):
        document.to_run(value)


def test_every_problem_is_named_with_its_place() -> None:
    broken = document.of_run(samples.run(samples.sound()))
    broken["cases"][0]["verdict"] = "FINE"
    del broken["subject"]
    with pytest.raises(UserError) as raised:
        document.to_run(broken, "x.json")
    assert raised.value.message == (
        "x.json is not the document of a run:\n"
        "  $: 'subject' is a required property\n"
        "  $.cases[0].verdict: 'FINE' is not one of ['SOUND', 'DOUBTFUL', 'UNSOUND', 'UNKNOWN']"
    )


def test_a_case_is_not_a_run() -> None:
    with pytest.raises(UserError, match="not the document of a run"):
        document.to_run(document.of_case(samples.sound()))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", "NaN0"])
def test_what_is_not_json_is_the_users_error(text: str) -> None:
    with pytest.raises(UserError, match="is not JSON"):
        document.loads(text)


@given(st.text(st.characters()))
def test_any_text_survives_and_none_steers_a_terminal_or_a_runner(text: str) -> None:
    run = dataclasses.replace(samples.run(), subject=text)
    written = document.dumps(document.of_run(run))
    assert written.isascii() and written.replace("\n", "").isprintable() and "##" not in written
    assert document.to_run(document.loads(written)) == run


def test_new_fields_are_passed_over() -> None:
    later = document.of_case(samples.there()) | {"colour": "blue"}
    assert document.to_case(later) == samples.there()


def test_fields_with_a_default_may_be_missing() -> None:
    case = {
        "format": 1,
        "kind": "case",
        "target": {"series": "2.5", "revision": "5" * 40, "tree": "6" * 40},
        "origin": "1" * 40,
        "tree": None,
        "verdict": "UNKNOWN",
        "application": {"outcome": "skipped", "source": "1" * 40},
        "rules": [],
        "findings": [{"check": "a", "severity": "open", "message": "b"}],
        "message": "",
    }
    read = document.to_case(case)
    assert read.findings == (Finding("a", Severity.OPEN, "b"),)
    assert isinstance(read, Case) and read.behaviour == ()
