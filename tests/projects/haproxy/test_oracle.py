"""The hand-written model of the connect path: its verdicts, those of SPIN, and those of the lifted code."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from backport.core.behaviour import Status
from backport.csource.lift.index import Index
from backport.csource.lift.source import Source
from backport.models.check import run
from backport.models.declared.search import search
from backport.projects.haproxy.blueprints import MODELS
from backport.projects.haproxy.oracle.dialect import DIALECTS, fixed
from backport.projects.haproxy.oracle.model import oracle
from backport.projects.haproxy.world.config import LIFTING
from backport.vcs.repository import Repository
from tests.models.spin import needed, spin

HANG = "connection-confirmed"
# dialect, server, whether the back already waits for data; steps to the hang, 0 where there is none
LENGTHS = [
    ("2.0", "h1", "no", 0),
    ("2.0", "h2", "no", 13),
    ("2.2", "h1", "no", 12),
    ("2.2", "h1", "yes", 7),
    ("2.2", "h2", "no", 13),
    ("2.6-dev", "h1", "no", 12),
    ("2.6-dev", "h1", "yes", 7),
    ("2.6", "h1", "no", 0),
    ("2.6", "h1", "yes", 7),
    ("2.6", "h2", "yes", 8),
    ("2.8", "h1", "no", 0),
    ("2.8", "h2", "yes", 0),
]


@pytest.mark.parametrize(("name", "server", "wait_data", "steps"), LENGTHS)
def test_verdicts_and_shortest_lengths(name: str, server: str, wait_data: str, steps: int) -> None:
    before, after = (oracle(d, server == "h2", wait_data == "yes") for d in (DIALECTS[name], fixed(DIALECTS[name])))
    found = search(before)
    assert {n: len(path) for n, path in found.paths.items()} == ({HANG: steps} if steps else {})
    assert search(after).paths == {}
    assert len(before.variables) == 35
    assert found.stopped == ""


def test_after_the_fix_the_front_confirms_nothing() -> None:
    for dialect in DIALECTS.values():
        model = oracle(fixed(dialect))
        confirms = [rule for rule in model.rules if "from_front" in rule.effects]
        assert confirms == []


@pytest.mark.parametrize(("name", "server", "after"), [("2.0", "h2", False), ("2.2", "h1", False), ("2.2", "h1", True)])
def test_spin_agrees(name: str, server: str, after: bool, tmp_path: Path) -> None:
    needed()
    dialect = fixed(DIALECTS[name]) if after else DIALECTS[name]
    model = oracle(dialect, server == "h2")
    found, judged = search(model), spin(model, tmp_path / "all")
    assert (judged.states, judged.transitions) == (found.states, found.transitions + 1)
    path = found.paths.get(HANG)
    judged = spin(model, tmp_path / "hang", 0)
    assert (judged.errors, judged.trail) == ((1, len(path) + 1) if path else (0, 0))


@pytest.mark.haproxy
@pytest.mark.parametrize(
    ("revision", "name", "server", "wait_data"),
    [
        ("ebcfd47f1bc8^", "2.0", "h1", "no"),
        ("ebcfd47f1bc8^", "2.0", "h2", "no"),
        ("c8d619949fe6^", "2.2", "h1", "no"),
        ("0ceb3f2952d4^", "2.2", "h1", "yes"),
        ("0ceb3f2952d4^", "2.2", "h2", "no"),
        ("1eb8b8e8b39c^", "2.2", "h1", "no"),
        ("4173f4ea2986^", "2.6-dev", "h1", "no"),
    ],
)
def test_the_lifted_code_agrees(haproxy: Path, revision: str, name: str, server: str, wait_data: str) -> None:
    repository = Repository.open(haproxy)
    for at, dialect in ((revision, DIALECTS[name]), (revision.removesuffix("^"), fixed(DIALECTS[name]))):
        tree = repository.tree(repository.commit(repository.resolve(at)).tree)
        lifted = run(MODELS[0], tree, {"be": server, "wait-data": wait_data})
        assert lifted.reason == ""
        mine = search(oracle(dialect, server == "h2", wait_data == "yes"))
        violated = {p.name: len(p.path) for p in lifted.properties if p.status is Status.VIOLATED}
        assert violated == {n: len(path) for n, path in mine.paths.items()}


_GUARD = re.compile(r"(?<!CON\|)\b(SI|CS|SC)_SB_RDY\|\1_SB_EST\b")
_PUSHES = ("sc_chk_snd", "sc_app_chk_snd_conn", "stream_int_chk_snd_conn")


class Opened:
    """A release in which the front may push to the back while the connector is CON again."""

    def __init__(self, tree: Source) -> None:
        self._tree = tree
        index = Index(tree, LIFTING.sources, LIFTING.folders, LIFTING.config)
        for chunk in (index.functions[name] for name in _PUSHES if name in index.functions):
            if _GUARD.search(chunk.text):
                self.path = chunk.path
                lines = (tree.read(chunk.path) or b"").decode("latin-1").split("\n")
                before, after = lines[: chunk.line - 1], "\n".join(lines[chunk.line - 1 :])
                opened = _GUARD.sub(r"\1_SB_CON|\1_SB_RDY|\1_SB_EST", after, count=1)
                self._text = "\n".join([*before, opened])
                return
        raise AssertionError("no guard to open")

    def paths(self) -> Iterable[str]:
        return self._tree.paths()

    def read(self, path: str) -> bytes | None:
        return self._text.encode("latin-1") if path == self.path else self._tree.read(path)


@pytest.mark.haproxy
@pytest.mark.parametrize(
    ("revision", "name", "server", "wait_data"),
    [
        ("v2.4.35", "2.2", "h1", "no"),
        ("v2.6.30", "2.6", "h1", "no"),
        ("v2.6.30", "2.6", "h1", "yes"),
        ("v2.8.25", "2.8", "h1", "yes"),
        ("v3.2.20", "2.8", "h2", "no"),
        ("v3.4.1", "2.8", "h1", "yes"),
    ],
)
def test_the_lifted_code_agrees_where_the_window_is_opened_again(
    haproxy: Path, revision: str, name: str, server: str, wait_data: str
) -> None:
    repository = Repository.open(haproxy)
    tree = repository.tree(repository.commit(repository.resolve(revision)).tree)
    for source, dialect in ((Opened(tree), DIALECTS[name]), (tree, fixed(DIALECTS[name]))):
        lifted = run(MODELS[0], source, {"be": server, "wait-data": wait_data})
        mine = search(oracle(dialect, server == "h2", wait_data == "yes"))
        assert lifted.reason == ""
        violated = {p.name: len(p.path) for p in lifted.properties if p.status is Status.VIOLATED}
        assert violated == {n: len(path) for n, path in mine.paths.items()}
