"""The file of decisions: what is written is read, one line per commit, mistakes with their line."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backport.history.decisions import Decision, Letter, load, text
from backport.tomlfile import TomlError

A, B, C = "a" * 40, "b" * 40, "c" * 40
WRITTEN = f"""\
# Decisions of 'backport review', one commit per line, sorted by id: merge it like any text, a conflict is two
# opinions about one commit. y: pick, w: wait, u: uncertain, n: no.
[commits]
{A} = {{verdict = "n"}}
{B} = {{verdict = "w", by = "Ann Author", note = "one \\"week\\""}}
"""


def test_the_text() -> None:
    assert text({B: Decision(Letter.WAIT, "Ann Author", 'one "week"'), A: Decision(Letter.NO)}) == WRITTEN


def test_no_file_has_no_decisions(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == {}


ids = st.sampled_from((40, 64)).flatmap(lambda n: st.text("0123456789abcdef", min_size=n, max_size=n))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
decisions = st.dictionaries(ids, st.builds(Decision, st.sampled_from(Letter), words, words), max_size=5)


@given(decisions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read(tmp_path: Path, wanted: dict[str, Decision]) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text(text(wanted), encoding="utf-8", newline="\n")
    assert load(file) == wanted
    assert len(text(wanted).splitlines()) >= len(wanted) + 3


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("[commits]\n1234 = {verdict = 'y'}\n", ":2:"),
        (f"[commits]\n{A} = {{verdict = 'q'}}\n", ":2:"),
        (f"[commits]\n{A} = {{by = 'me'}}\n", ":2:"),
        (f"[commits]\n{A} = {{verdict = 'y'}}\n{A} = {{verdict = 'n'}}\n", ":3:"),
        ("<<<<<<< HEAD\n", ":1:"),
        ("[other]\n", ":1:"),
    ],
)
def test_mistakes_have_a_line(tmp_path: Path, lines: str, problem: str) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text(lines)
    with pytest.raises(TomlError) as found:
        load(file)
    assert problem in str(found.value)


def test_two_people_merge(tmp_path: Path) -> None:
    many = {f"{n:02x}" * 20: Decision(Letter.NO) for n in range(0, 64, 4)}
    versions = {
        "base": many,
        "ours": {**many, "05" * 20: Decision(Letter.YES, "a")},
        "theirs": {**many, "3e" * 20: Decision(Letter.WAIT, "b")},
    }
    for name, each in versions.items():
        (tmp_path / name).write_text(text(each))
    names = [str(tmp_path / name) for name in ("ours", "base", "theirs")]
    assert subprocess.run(["git", "merge-file", *names], cwd=tmp_path).returncode == 0
    assert load(tmp_path / "ours") == {**versions["ours"], **versions["theirs"]}
