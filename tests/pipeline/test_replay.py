"""A replay knows nothing that was not known then: where all that came later is missing, the answers are the same."""

from pathlib import Path

import pytest

from backport.pipeline.replay import Mode, Pair, Task, replay
from backport.pipeline.rowfile import Row
from tests.limited import lacks, limited
from tests.pairs import history
from tests.repos import Repo, git

TOLD = ("tree", "verdict", "rung", "rules", "findings")


def answer(repository: Path, mode: Mode, pair: Pair) -> Row:
    return replay(Task(str(repository), "", mode, pair))


def told(row: Row) -> Row:
    return {name: row[name] for name in TOLD}


@pytest.mark.parametrize("mode", list(Mode))
def test_the_backport_and_all_that_is_newer_may_be_missing(repo: Repo, tmp_path: Path, mode: Mode) -> None:
    for number, made in enumerate(history(repo)):
        pair = Pair(made.series, made.target, made.parent, made.origin, made.source)
        known = {"master": pair.origin, f"stable-{pair.series}": pair.parent}
        if mode is Mode.HOP and pair.source != pair.origin:
            known["newer"] = pair.source
        then = limited(repo.folder, tmp_path / f"then-{number}", known)
        assert lacks(then, pair.target)
        assert lacks(then, repo.git("rev-parse", "master"))
        assert lacks(then, pair.source) == (mode is Mode.DIRECT and pair.source != pair.origin)
        there, here = answer(then, mode, pair), answer(repo.folder, mode, pair)
        assert told(there) == told(here)
        assert here["exact"] is not None
        assert there["exact"] is None, "there is nothing to compare with"


UTIL = "void tell_user(const char *text)\n{\n\tputs(text);\n}\n"
WARN = "void warn_user(const char *text)\n{\n\tputs(text);\n}\n"
DOOR = "int open_door(int n)\n{\n\tint turns = 0;\n\n\tif (n)\n\t\tturns++;\n\treturn turns;\n}\n"
FIRST = DOOR.replace("\tif (n)\n", '\tif (n < 0)\n\t\twarn_user("none");\n\tif (n)\n')
GATE = DOOR.replace("open_door", "shut_gate")
SECOND = GATE.replace("\treturn turns;\n", '\tif (turns > 1)\n\t\twarn_user("two");\n\treturn turns;\n')
THIRD = FIRST.replace("\treturn turns;\n", '\tif (turns > 9)\n\t\twarn_user("many");\n\treturn turns;\n')


def taught(repo: Repo) -> Pair:
    """The second of three fixes that call what the branch lacks: the first was carried there before, and so was the
    third, in other words, although mainline made it after the second."""
    repo.commit("start", {"util.c": UTIL, "door.c": DOOR, "gate.c": GATE})
    repo.branch("stable-1.0").commit("release 1.0", {"VERSION": "1.0\n"})
    repo.switch("master")
    repo.commit("user is warned", {"util.c": UTIL + "\n" + WARN})
    first, second, third = (
        repo.commit(path, {path: text}) for path, text in (("door.c", FIRST), ("gate.c", SECOND), ("door.c", THIRD))
    )
    repo.switch("stable-1.0")
    told = FIRST.replace("warn_user", "tell_user")
    repo.commit(f"a\n\n(cherry picked from commit {first})", {"door.c": told})
    put = THIRD.replace('warn_user("many")', 'puts("many")').replace("warn_user", "tell_user")
    parent = repo.commit(f"c\n\n(cherry picked from commit {third})", {"door.c": put})
    made = SECOND.replace("warn_user", "tell_user")
    target = repo.commit(f"b\n\n(cherry picked from commit {second})", {"gate.c": made})
    return Pair("1.0", target, parent, second, second)


def test_earlier_backports_teach_and_what_is_newer_does_not(repo: Repo, tmp_path: Path) -> None:
    pair = taught(repo)
    then = limited(repo.folder, tmp_path / "then", {"master": pair.origin, "stable-1.0": pair.parent})
    assert lacks(then, pair.target)
    there, here = answer(then, Mode.DIRECT, pair), answer(repo.folder, Mode.DIRECT, pair)
    assert told(there) == told(here)
    assert (here["exact"], here["verdict"], here["rules"]) == (True, "DOUBTFUL", ["earlier.warn_user"])
    assert here["findings"] == [
        "placement: gate.c: warn_user is said tell_user, as in earlier backports on this branch"
    ]


# One fix of the real project on seven series: (series, backport, what it was picked from); each parent is its first.
FIX = "72c23bd4cd3ee3a79955fbdd601206a9fa7d19eb"
CARRIED = (
    ("2.9", "4b844d71491a9aae308f67d1f44e9fe39188b870", FIX),
    ("2.8", "60ce468225b9a4e4fcbb74263e77ed69b17e8ff7", "4b844d71491a9aae308f67d1f44e9fe39188b870"),
    ("2.7", "887376a919dce2be39731d4df7db3f1d4dec7440", "60ce468225b9a4e4fcbb74263e77ed69b17e8ff7"),
    ("2.6", "b8d61c2ea46ae68c6f50aef0451fd8a11968ff15", "887376a919dce2be39731d4df7db3f1d4dec7440"),
    ("2.4", "e3df8b2c53f796c7987ba5da6aee5588ce6d7464", "b8d61c2ea46ae68c6f50aef0451fd8a11968ff15"),
    ("2.2", "ee8a847c552aaa1969722c5b54638d2a423f348f", "e3df8b2c53f796c7987ba5da6aee5588ce6d7464"),
    ("2.0", "7f05ad2fd7154f8000511b0514fbeba0361bce43", "ee8a847c552aaa1969722c5b54638d2a423f348f"),
)


def carried(clone: Path) -> list[Pair]:
    return [
        Pair(series, target, git(clone, "rev-parse", f"{target}^"), FIX, source) for series, target, source in CARRIED
    ]


@pytest.mark.haproxy
def test_from_mainline_no_backport_of_the_fix_is_looked_at(haproxy: Path, tmp_path: Path) -> None:
    pairs = carried(haproxy)
    then = limited(haproxy, tmp_path / "then", {"master": FIX, **{f"s{pair.series}": pair.parent for pair in pairs}})
    assert all(lacks(then, pair.target) for pair in pairs)
    for pair in pairs:
        assert told(answer(then, Mode.DIRECT, pair)) == told(answer(haproxy, Mode.DIRECT, pair))


@pytest.mark.haproxy
@pytest.mark.parametrize("series", ["2.7", "2.4", "2.0"])
def test_from_the_neighbour_no_later_hop_is_looked_at(haproxy: Path, tmp_path: Path, series: str) -> None:
    pairs = carried(haproxy)
    at = next(number for number, pair in enumerate(pairs) if pair.series == series)
    pair = pairs[at]
    known = {"master": FIX, "newer": pair.source, f"s{series}": pair.parent}
    then = limited(haproxy, tmp_path / "then", known)
    assert all(lacks(then, later.target) for later in pairs[at:])
    assert told(answer(then, Mode.HOP, pair)) == told(answer(haproxy, Mode.HOP, pair))
