"""The example of docs/MODEL.md as it stands there; and the table of properties, complete."""

import re
from pathlib import Path
from typing import Any

import backport
from backport.core.behaviour import Status
from backport.models.check import run
from backport.projects.haproxy.blueprints import MODELS
from backport.projects.relay.world import MODELS as RELAY
from tests.sources import Texts

TEXT = (Path(backport.__file__).parents[1] / "docs" / "MODEL.md").read_text(encoding="utf-8")
HISTORY = Path(backport.__file__).parent / "demo" / "history"


def example() -> dict[str, Any]:
    space: dict[str, Any] = {}
    for piece in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(compile(piece, "docs/MODEL.md", "exec"), space)  # our own documentation
    return space


def relay(old: str = "", new: str = "") -> Texts:
    """The demo's development branch with its fix, and with one text replaced."""
    header = (HISTORY / "3.1/include/conduit.h").read_text()
    source = (HISTORY / "fix/src/conduit.c").read_text()
    assert old in source
    return Texts({"include/conduit.h": header, "src/conduit.c": source.replace(old, new) if old else source})


def test_the_example_holds_where_it_should_and_is_violated_where_it_should() -> None:
    space = example()
    blueprint = type(RELAY[0])(
        "example", "", space["Model"].properties, (), lambda source, _: space["Model"](source), lambda *_: True, ()
    )
    right, wrong = run(blueprint, relay()), run(blueprint, relay(*space["WRONG"]))
    assert (right.status, right.reason) == (Status.HOLDS, "")
    violated = [p.name for p in wrong.properties if p.status is Status.VIOLATED]
    assert violated == ["nothing-sent-unconfirmed", "connecting-waits-for-nothing"]


def test_every_property_is_in_the_table() -> None:
    missing = [
        (model.name, p.name)
        for model in MODELS
        for p in model.properties
        if p.name != "no-assertion-fails" and f"| {model.name} | `{p.name}` | {p.prose} |" not in TEXT
    ]
    assert missing == []
