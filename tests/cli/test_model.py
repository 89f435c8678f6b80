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
