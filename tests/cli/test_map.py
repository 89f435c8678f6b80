"""backport map on the command line."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.branchmap import maps
from tests.cli.conftest import Run
from tests.repos import Repo

TREE = {
    "src/main.c": "int main(void) { return 0; }\n",
    "src/duct.c": "int duct_open(struct duct *d) { d->room = DF_SHUT; return duct_push(duct_close(d->count)); }\n",
    "include/duct/duct.h": "struct duct { int room; };\ntypedef struct duct duct_t;\nextern int duct_limit;\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return maps.write(tmp_path / "map")


def test_show_follows_each_name_to_the_end(run: Run, folder: Path) -> None:
    shown = run("map", "show", "conduit", "pipe", "--map", folder)
    assert (shown.code, shown.err) == (0, "")
    lines = [line.rstrip() for line in shown.out.splitlines()]
    assert lines[0] == "conduit to pipe: 13 rules"
    assert [line.split() for line in lines[2:5]] == [
        ["path", "include/duct/duct.h", "include/pipe/pipe.h"],
        ["path", "src/conduit.c", "src/pipe.c"],
        ["function", "conduit_open", "pipe_open"],
    ]


def test_show_as_json(run: Run, folder: Path) -> None:
    shown = json.loads(run("map", "show", "conduit", "pipe", "--map", folder, "--json").out)
    assert (shown["format"], shown["from"], shown["to"]) == (1, "conduit", "pipe")
    assert next(rule for rule in shown["rules"] if rule["source"] == "conduit_open") == {
        "kind": "function",
        "source": "conduit_open",
        "target": "pipe_open",
        "rules": ["open", "functions:duct_open"],
        "because": "the layer was renamed",
        "where": {"paths": [], "functions": []},
        "evidence": [],
    }


def test_a_revision_stands_for_its_generation(run: Run, folder: Path, repo: Repo) -> None:
    repo.commit("a duct", TREE)  # type: ignore[arg-type]
    shown = run("map", "show", "HEAD", "duct", "--map", folder, "--repo", repo.folder)
    assert (shown.code, shown.out) == (0, "duct to duct: 0 rules\n")
    repo.commit("no project at all", {"src/main.c": ""})
    repo.git("rm", "-q", "-r", "src")
    repo.commit("empty")
    unknown = run("map", "show", "HEAD", "duct", "--map", folder, "--repo", repo.folder)
    assert unknown.code == 2
    assert "HEAD: no generation of the map: not so: src/main.c" in unknown.err


def test_what_is_neither_generation_nor_revision(run: Run, folder: Path, repo: Repo) -> None:
    shown = run("map", "show", "nope", "duct", "--map", folder, "--repo", repo.folder)
    assert shown.code == 2
    assert "'nope' is neither a generation nor: unknown revision" in shown.err
    assert "generations: pipe, duct, conduit" in shown.err


def test_check_proves_trees(run: Run, folder: Path, repo: Repo, tmp_path: Path) -> None:
    repo.commit("a duct", TREE)  # type: ignore[arg-type]
    held = run("map", "check", "--map", folder, "--repo", repo.folder, "HEAD", "--tree", repo.folder)
    assert (held.code, held.err) == (0, "")
    assert held.out.splitlines()[1].split() == ["HEAD", "duct", "15", "holds"]
    assert held.out.count("holds") == 2
    repo.commit("a leftover", {"src/old.c": "int pipe_open;\n"})
    failed = run("map", "check", "--map", folder, "--repo", repo.folder, "HEAD")
    assert failed.code == 1
    assert failed.out.splitlines()[-1] == "HEAD: 01-pipe--duct.toml: functions:duct_open: pipe_open is left over"
    as_json = json.loads(run("map", "check", "--map", folder, "--repo", repo.folder, "HEAD", "--json").out)
    assert as_json["trees"][0]["failures"] == [
        {"rule": "functions:duct_open", "file": "01-pipe--duct.toml", "message": "pipe_open is left over"}
    ]


def test_check_wants_a_tree(run: Run, folder: Path) -> None:
    assert run("map", "check", "--map", folder).code == 2


def test_translate_writes_the_text_and_says_by_which_rules(run: Run, folder: Path, tmp_path: Path) -> None:
    piece = tmp_path / "piece.c"
    piece.write_bytes(b"int x = duct_push(conduit_open());\n")
    made = run("map", "translate", "--map", folder, "--from", "conduit", "--to", "pipe", piece)
    assert (made.code, made.err) == (0, "rule functions:duct_push\nrule open\nrule functions:duct_open\n")
    assert made.out.startswith("int x = pipe_push(pipe_open(")


def test_translate_reads_stdin_and_tells_what_is_open(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.TextIOWrapper(io.BytesIO(b"int f(void)\n{\n\treturn duct_limit;\n}\n"))
    monkeypatch.setattr(sys, "stdin", text)
    made = run("map", "translate", "--map", folder, "--from", "conduit", "--to", "pipe", "--path", "src/conduit.c", "-")
    assert made.code == 1
    assert made.err == "src/conduit.c:3: duct_limit: counts bytes, counted blocks (meaning limit)\n"


def test_translate_keeps_what_a_revision_has_kept(run: Run, folder: Path, repo: Repo, tmp_path: Path) -> None:
    repo.commit("a duct with one newer name", {**TREE, "src/new.c": "int conduit_open;\n"})  # type: ignore[arg-type]
    repo.write("src/main.c", "int main(void) { return duct_close(duct_push()); }\n")
    repo.write("src/duct.c", TREE["src/duct.c"] + "int other(void) { return 0; }\n")
    repo.commit("no duct_open any more", {"src/main.c": "int main(void) { return 0; }\n", "src/conduit.c": "duct_open"})
    piece = tmp_path / "piece.c"
    piece.write_text("conduit_open();\n")
    made = run("map", "translate", "--map", folder, "--repo", repo.folder, "--from", "conduit", "--to", "HEAD~1", piece)
    assert made.code == 0
    assert made.out == "duct_open();\n"


def test_learn_writes_rules_for_a_fix(run: Run, repo: Repo) -> None:
    old = "int pipe_open(int x)\n{\n\treturn x;\n}\n\nint other(void)\n{\n\treturn pipe_open(1);\n}\n"
    repo.commit("pipes", {"src/pipe.c": old})
    repo.git("branch", "stable")
    renamed = repo.commit("ducts", {"src/pipe.c": old.replace("pipe_open", "duct_open")})
    fix = old.replace("pipe_open", "duct_open").replace("(1)", "(duct_limit())")
    repo.commit("fix", {"src/pipe.c": fix})
    learned = run("map", "learn", "HEAD", "--to", "stable", "--repo", repo.folder)
    assert learned.code == 1
    assert learned.out == (
        '[[rule]]\nid = "learned.duct_open"\nkind = "function"\nnewer = "duct_open"\nolder = "pipe_open"\n'
        f'because = "took the place of pipe_open in 2 of 2 lines"\nevidence = ["{renamed}"]\norigin = "learned"\n'
    )
    assert learned.err == "src/pipe.c: duct_limit: duct_limit is not in src/pipe.c before the fix\n"
    as_json = json.loads(run("map", "learn", "HEAD", "--to", "stable", "--repo", repo.folder, "--json").out)
    assert [rule["older"] for rule in as_json["rules"]] == ["pipe_open"]
    repo.git("switch", "-q", "--orphan", "elsewhere")
    repo.commit("no parent in common", {"a.c": "int a;\n"})
    assert run("map", "learn", "master", "--to", "elsewhere", "--repo", repo.folder).code == 2


def test_the_shipped_map_by_its_name(run: Run) -> None:
    shown = run("map", "show", "stream_interface", "stconn", "--map", "haproxy", "--json")
    assert shown.code == 0
    renames = {rule["source"]: rule["target"] for rule in json.loads(shown.out)["rules"]}
    assert renames["stream_int_chk_snd_conn"] == "sc_app_chk_snd_conn"
    assert renames["SI_SB_CON"] == "SC_SB_CON"
    assert renames["src/stream_interface.c"] == "src/stconn.c"


def test_translate_as_json(run: Run, folder: Path, tmp_path: Path) -> None:
    piece = tmp_path / "piece.c"
    piece.write_text("conduit_open(); duct_limit;\n")
    named = ("--map", folder, "--from", "conduit", "--to", "pipe", "--path", "src/conduit.c")
    plain = run("map", "translate", *named, piece)
    made = json.loads(run("map", "translate", *named, "--json", piece).out)
    assert (made["path"], made["text"]) == ("src/pipe.c", plain.out)
    assert [f"rule {rule}" for rule in made["rules"]] == [line for line in plain.err.splitlines() if line[:4] == "rule"]
    assert [(hit["line"], hit["name"]) for hit in made["open"]] == [(1, "duct_limit")]


def test_what_has_no_map(run: Run, repo: Repo, tmp_path: Path) -> None:
    repo.commit("a poem", {"poem.txt": "a line\n"})
    ran = run("map", "show", "a", "b", "--repo", repo.folder)
    assert (ran.code, ran.err) == (2, "error: the project generic has no branch map\n  name one with --map DIR\n")
    ran = run("map", "show", "a", "b", "--map", tmp_path / "none")
    assert (ran.code, ran.out) == (2, "")


def test_learn_from_a_commit_that_teaches_nothing(run: Run, repo: Repo) -> None:
    root = repo.commit("start", {"a.c": "int a(void)\n{\n\treturn 1;\n}\n"})
    repo.git("branch", "stable")
    repo.commit("fix", {"a.c": "int a(void)\n{\n\treturn 2;\n}\n"})
    ran = run("map", "learn", "HEAD", "--to", "stable", "--repo", repo.folder)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    ran = run("map", "learn", root, "--to", "stable", "--repo", repo.folder)
    assert (ran.code, ran.out) == (2, "")
