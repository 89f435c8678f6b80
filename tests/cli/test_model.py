"""backport model: what is known of models, run on a revision, two revisions compared."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from backport.demo import Demo, build
from tests.cli.conftest import Run
from tests.repos import Repo

PATH = [("kernel", "connects"), ("other side", "fills the buffer")]


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return build(tmp_path / "relay")


def steps(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(step["actor"], step["label"]) for step in result["path"]]


def test_list(run: Run, demo: Demo) -> None:
    ran = run("model", "list", "--repo", demo.folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].startswith("conduit: a conduit connects and sends")
    assert [line.split()[0] for line in ran.out.splitlines()[2:]] == [
        "nothing-sent-unconfirmed",
        "bytes-kept",
        "buffer-empties",
        "no-crash",
    ]


def test_list_for_a_machine(run: Run, demo: Demo) -> None:
    (model,) = json.loads(run("model", "list", "--repo", demo.folder, "--json").out)["models"]
    assert (model["name"], model["properties"][0]["name"]) == ("conduit", "nothing-sent-unconfirmed")


def test_list_without_a_project_knows_every_model(run: Run, tmp_path: Path) -> None:
    Repo.create(tmp_path / "empty")
    out = run("model", "list", "--repo", tmp_path / "empty").out
    assert "conduit: " in out
    assert "connect: " in out


def test_run_where_every_property_holds(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "main", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["verdict"], found["model"], found["revision"]) == (0, "holds", "conduit", "main")
    assert {p["status"] for p in found["properties"]} == {"holds"}


def test_run_where_one_is_violated(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "relay-2.1", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["verdict"]) == (1, "violated")
    broken = {p["name"]: (p["steps"], steps(p)) for p in found["properties"] if p["status"] == "violated"}
    assert broken == {"nothing-sent-unconfirmed": (2, PATH)}


def test_run_for_a_reader(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "relay-2.1")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("relay-2.1: conduit violated (")
    assert [line.strip() for line in lines if line.strip()[:2] in ("1.", "2.")] == [
        "1. kernel connects",
        "2. other side fills the buffer (choice 0)",
    ]
    assert "         bytes sent: 0 -> 1" in lines


def test_a_limit_leaves_it_unknown(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "main", "--max-states", 3, "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["verdict"], found["reason"]) == (1, "unknown", "more than 3 states")


def test_what_cannot_be_lifted_leaves_it_unknown(run: Run, demo: Demo) -> None:
    repo = Repo(demo.folder)
    text = (demo.folder / "src/conduit.c").read_text()
    repo.commit("gone", {"src/conduit.c": text.replace("conduit_push", "conduit_shove")})
    ran = run("model", "run", "--repo", demo.folder, "HEAD", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["verdict"]) == (1, "unknown")
    assert found["reason"] == "no conduit, link or pipe is here"


def test_a_limit_is_said_to_a_reader(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "main", "--max-states", 3)
    assert (ran.code, ran.out.splitlines()[1]) == (1, "  not everything was searched: more than 3 states")


def test_a_folder_is_a_tree_too(run: Run, demo: Demo) -> None:
    named, given = (
        json.loads(run("model", "run", *tree, "--json").out)
        for tree in (("--repo", demo.folder, "main"), ("--tree", demo.folder))
    )
    assert {**given, "seconds": 0, "revision": ""} == {**named, "seconds": 0, "revision": ""}


def test_options_that_no_model_has(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "main", "--option", "speed=high")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: no model has an option 'speed=high'")


def test_models_that_are_none(run: Run, demo: Demo) -> None:
    ran = run("model", "run", "--repo", demo.folder, "main", "--model", "absent")
    assert (ran.code, ran.err.splitlines()) == (2, ["error: relay has no model 'absent'", "  models: conduit"])
    for verb in ("check-lift", "mutate"):
        repo = Repo.create(demo.folder.parent / f"poem-{verb}")
        repo.commit("first", {"poem.txt": "a line\n"})
        ran = run("model", verb, "--repo", repo.folder, "HEAD")
        assert (ran.code, "has no model of lifted code" in ran.err) == (2, True)


SENT_EARLY = """\
       1  other side fills the buffer (state connecting)
            : does not happen | -
            state: - | connecting
            kernel: - | connected
            bytes in the buffer: - | 1
            bytes sent: - | 0
            waits for the socket: - | no
"""
UNSEEN = """\
       2  other side fills the buffer (state connecting)
            waits for the socket: yes | no
"""


def test_compare_for_a_reader(run: Run, demo: Demo) -> None:
    ran = run("model", "compare", "--repo", demo.folder, "main~1", "main")
    before, _, kinds = ran.out.partition("8 of 44 steps differ, of 7 kinds\n")
    lines = before.splitlines()
    assert (ran.code, lines[0].split(" (")[0], lines[-2].split(" (")[0]) == (
        1,
        "main~1: conduit violated",
        "main: conduit holds",
    )
    assert lines[2:-2] == [
        "  nothing-sent-unconfirmed is violated after 2 steps: "
        "Nothing is sent before the kernel's confirmation has been seen",
        "    1. kernel connects",
        "         kernel: connecting -> connected",
        "    2. other side fills the buffer (choice 0)",
        "         bytes sent: 0 -> 1",
    ]
    assert kinds.startswith(SENT_EARLY)
    assert kinds.endswith(UNSEEN)


def test_compare_meets_a_limit(run: Run, demo: Demo) -> None:
    ran = run("model", "compare", "--repo", demo.folder, "main~1", "main", "--max-states", 3)
    assert ran.code == 1
    assert ran.out.count("\n  not everything was searched: more than 3 states\n") == 2
    assert "\n4 of 6 steps differ, of 4 kinds\nnot everything was compared: more than 3 states\n" in ran.out


def test_compare_tells_two_revisions_apart(run: Run, demo: Demo) -> None:
    ran = run("model", "compare", "--repo", demo.folder, "main~1", "main", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["told_apart"], found["uncovered"], found["reason"]) == (1, True, "", "")
    assert (found["changed"], found["entered"]) == (["conduit_push"], ["conduit_push"])
    assert found["differing"] == sum(kind["count"] for kind in found["differences"]) > 0
    assert {kind["where"]["state"] for kind in found["differences"]} == {"connecting"}


def test_compare_the_same_with_itself(run: Run, demo: Demo) -> None:
    ran = run("model", "compare", "--repo", demo.folder, "main", "main")
    assert ran.code == 0
    assert "0 of 0 steps differ, of 0 kinds" in ran.out


def test_a_change_that_the_model_does_not_run_through_is_unknown(run: Run, demo: Demo) -> None:
    repo = Repo(demo.folder)
    text = (demo.folder / "src/conduit.c").read_text()
    repo.commit("close", {"src/conduit.c": text.replace("\tclose(cd->fd);\n", "\tclose(cd->fd);\n\tcd->fd = -1;\n")})
    ran = run("model", "compare", "--repo", demo.folder, "HEAD~1", "HEAD")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == (
        "unknown what the change does: the model runs through nothing that differs: conduit_close"
    )
    repo.commit("main", {"src/main.c": (demo.folder / "src/main.c").read_text().replace("hello", "hullo")})
    ran = run("model", "compare", "--repo", demo.folder, "HEAD~1", "HEAD")
    assert ran.out.splitlines()[-1] == "unknown what the change does: the model does not read what differs: src/main.c"


def test_two_revisions_are_needed(run: Run, demo: Demo) -> None:
    ran = run("model", "compare", "--repo", demo.folder, "main")
    assert (ran.code, ran.out) == (2, "")
    assert "name two revisions" in ran.err


def test_a_project_without_models(run: Run, tmp_path: Path) -> None:
    repo = Repo.create(tmp_path / "poem")
    repo.commit("first", {"poem.txt": "a line\n"})
    ran = run("model", "run", "--repo", repo.folder, "HEAD")
    assert ran.code == 2
    assert "has no behavioural model" in ran.err


def test_a_path_is_walked_again(run: Run, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "path.json"
    file.write_text(run("model", "run", "--repo", demo.folder, "relay-2.1", "--json").out)
    ran = run("model", "replay", "--repo", demo.folder, file, "--against", "main")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "  1. kernel connects",
        "     kernel: connecting -> connected",
        "  2. other side fills the buffer",
        "       src/link.c:33 link_push",
        "       src/link.c:19 link_send",
        "     bytes sent: 0 -> 1",
        "main goes another way at step 2:",
        "     bytes in the buffer: 0 | 1",
        "     bytes sent: 1 | 0",
    ]
    found = json.loads(run("model", "replay", "--repo", demo.folder, file, "--json").out)
    assert (found["whole"], found["parts"]) == (True, None)
    assert found["steps"][1]["ran"][0] == {"path": "src/link.c", "line": 33, "function": "link_push"}


def test_what_is_no_path_is_not_walked(run: Run, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "path.json"
    file.write_text("[]")
    ran = run("model", "replay", "--repo", demo.folder, file)
    assert (ran.code, ran.out) == (2, "")
    assert "is no document of a model" in ran.err
    file.write_text(run("model", "run", "--repo", demo.folder, "main", "--json").out)
    assert "has no path to walk" in run("model", "replay", "--repo", demo.folder, file).err


@pytest.mark.parametrize(
    "text",
    [
        '{"properties": [{"name": "x", "path": [1]}]}',
        '{"properties": [{"name": "x", "path": [{"actor": "a", "label": "b", "choices": ["c"]}]}], "revision": "main"}',
        '{"properties": [{"name": "x", "path": [{"actor": "a", "label": "b"}]}], "model": "conduit"}',
        '{"properties": 1}',
        "{",
    ],
)
def test_a_document_in_disorder_is_none(text: str, run: Run, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "path.json"
    file.write_text(text)
    ran = run("model", "replay", "--repo", demo.folder, file)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", f"error: {file} is no document of a model")


def document(name: str, revision: str, path: list[tuple[str, str]], folder: Path) -> Path:
    file = folder / "made.json"
    steps = [{"actor": actor, "label": label} for actor, label in path]
    properties = [{"name": "bytes-kept", "path": steps}]
    file.write_text(json.dumps({"model": name, "revision": revision, "properties": properties}))
    return file


def test_a_path_that_cannot_be_walked_to_its_end(run: Run, demo: Demo, tmp_path: Path) -> None:
    file = document("conduit", "main", [("kernel", "connects"), ("nobody", "does this")], tmp_path)
    ran = run("model", "replay", "--repo", demo.folder, file)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "step 2 cannot be made in this revision")


def test_a_revision_that_goes_the_same_way(run: Run, demo: Demo, tmp_path: Path) -> None:
    ran = run(
        "model", "replay", "--repo", demo.folder, document("conduit", "main", PATH, tmp_path), "--against", "main"
    )
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "main goes the same way to the end")


def test_a_path_of_a_model_that_is_not_here(run: Run, demo: Demo, tmp_path: Path) -> None:
    ran = run("model", "replay", "--repo", demo.folder, document("connect", "main", PATH, tmp_path))
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: there is no model 'connect' here")
    repo = Repo(demo.folder)
    text = (demo.folder / "src/conduit.c").read_text()
    repo.commit("gone", {"src/conduit.c": text.replace("conduit_push", "conduit_shove")})
    ran = run("model", "replay", "--repo", demo.folder, document("conduit", "HEAD", PATH, tmp_path))
    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "error: the model conduit cannot be built here: no conduit, link or pipe is here",
    )


def test_check_lift(run: Run, demo: Demo) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("no gcc")
    ran = run("model", "check-lift", "--repo", demo.folder, "main", "--inputs", "50", "--json")
    found = {f["name"]: f for f in json.loads(ran.out)["functions"]}
    assert ran.code == 0
    assert [name for name, f in found.items() if f["mismatch"]] == []
    assert found["conduit_push"]["inputs"] > 50


def test_check_lift_of_what_is_not_there(run: Run, demo: Demo) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("no gcc")
    ran = run("model", "check-lift", "--repo", demo.folder, "main", "absent")
    assert ran.code == 1
    assert "0 of 1 functions the same on every input, 0 differ" in ran.out


def test_mutate(run: Run, demo: Demo) -> None:
    ran = run("model", "mutate", "--repo", demo.folder, "main", "--json")
    found = json.loads(ran.out)
    fates = {m["fate"] for m in found["mutants"]}
    assert found["killed"] + found["same"] + found["survived"] + found["unknown"] == len(found["mutants"]) > 5
    assert "killed" in fates
    assert ran.code == (0 if found["share"] >= 0.75 else 1)
    # the mutant that is the demo's own mistake is killed by the property that the demo shows
    by_property = {m["reason"].split()[0] for m in found["mutants"] if m["fate"] == "killed"}
    assert by_property & {"nothing-sent-unconfirmed", "bytes-kept", "buffer-empties", "no-crash"}
    assert run("model", "mutate", "--repo", demo.folder, "main", "absent").code == 2


def test_oracle(run: Run) -> None:
    ran = run("model", "oracle", "2.2", "2.2-fixed", "--json")
    found = json.loads(ran.out)["generations"]
    assert (ran.code, found["2.2"]["violated"]) == (1, {"connection-confirmed": 12})
    assert found["2.2-fixed"]["violated"] == {}
    assert run("model", "oracle", "2.2-fixed").code == 0
    assert run("model", "oracle", "--promela", "2.0", "--option", "be=h2").out.startswith(
        "/* connect */\nbyte socket_ = 1;"
    )
    assert run("model", "oracle", "9.9").code == 2
    assert run("model", "oracle", "2.2", "--option", "be=h9").code == 2


def test_a_search_goes_on_from_a_file(run: Run, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "search"
    again = ("model", "run", "--repo", demo.folder, "--resume", file, "relay-2.1")
    first = run(*again, "--max-states", "2")
    assert (first.code, first.out.split()[2]) == (1, "unknown")
    assert first.err == f"the search can go on: --resume {file}\n"
    second, whole = (json.loads(run(*given, "--json").out) for given in (again, (*again[:4], "relay-2.1")))
    assert not file.exists()  # it has come to its end
    assert {**second, "seconds": 0} == {**whole, "seconds": 0}


def test_a_file_of_something_else_is_refused(run: Run, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "search"
    run("model", "run", "--repo", demo.folder, "--resume", file, "relay-2.1", "--max-states", "2")
    ran = run("model", "run", "--repo", demo.folder, "--resume", file, "main")
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"error: {file} holds no search of this model and this code")
    ran = run("model", "run", "--repo", demo.folder, "--resume", tmp_path / "no" / "such", "main", "--max-states", "2")
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"error: {tmp_path}/no/such: No such file or directory")
    assert run("model", "run", "--repo", demo.folder, "--resume", file, "--compact", "main").code == 2


def test_a_compact_search_says_its_risk(run: Run, demo: Demo) -> None:
    given = ("model", "run", "--repo", demo.folder, "relay-2.1", "--compact")
    assert "a state has been left out with a probability of at most " in run(*given).out
    found = json.loads(run(*given, "--json").out)
    assert (found["verdict"], 0 < found["risk"] < 1e-15) == ("violated", True)
