"""What earlier backports of a branch teach about names that it does not have."""

from collections.abc import Sequence

from backport.core.rule import Kind, Origin
from backport.stages.translate.earlier import Branch
from backport.stages.translate.lessons import Lesson, Lessons
from backport.vcs.repository import Repository
from tests.repos import Repo

DOOR = "int open_door(struct door *d)\n{\n\tint n = 0;\n\n\tturn(d);\n\treturn n;\n}\n"
WARNED = DOOR.replace("\tturn(d);\n", '\tif (!d)\n\t\twarn_user("no door", 1);\n\tturn(d);\n')
TOLD = WARNED.replace('warn_user("no door", 1)', 'tell_user("no door", 1)')
COUNTED = DOOR.replace("\tturn(d);\n", "\tCOUNT(d);\n\tturn_twice(d, n);\n")
PLAIN = DOOR.replace("\tturn(d);\n", "\tturn_twice(d, n);\n")


def carried(repo: Repo, theirs: str, ours: str) -> tuple[str, str]:
    """A fix in mainline and its backport on a branch, which says something otherwise: both ids."""
    repo.switch("master")
    origin = repo.commit("fix", {"door.c": theirs})
    repo.switch("stable")
    return origin, repo.commit(f"fix\n\n(cherry picked from commit {origin})", {"door.c": ours})


def taught(repo: Repo, source: str, names: Sequence[str]) -> tuple[Lesson, ...]:
    return Branch(Repository.open(repo.folder), source, repo.git("rev-parse", "stable")).lessons(names)


def started(repo: Repo) -> None:
    repo.commit("start", {"door.c": DOOR})
    repo.branch("stable").commit("release", {"VERSION": "1\n"})
    repo.switch("master")


def test_a_name_that_was_said_otherwise(repo: Repo) -> None:
    started(repo)
    _, backport = carried(repo, WARNED, TOLD)
    source = repo.switch("master").commit("next", {"VERSION": "2\n"})
    (lesson,) = taught(repo, source, ("warn_user", "turn"))
    assert lesson == Lesson("warn_user", (b"warn_user",), b"tell_user", (backport,), Origin.BACKPORT)
    rule = lesson.rule()
    assert (rule.id, rule.kind, rule.newer, rule.older) == (
        "earlier.warn_user",
        Kind.FUNCTION,
        "warn_user",
        "tell_user",
    )
    assert rule.because == "warn_user is said tell_user, as in earlier backports on this branch, in 1 commit"
    assert Lessons((lesson,)).apply(b'x = warn_user("far", 2); /* warn_users */\n') == (
        b'x = tell_user("far", 2); /* warn_users */\n'
    )


def test_lines_that_were_left_out(repo: Repo) -> None:
    started(repo)
    carried(repo, COUNTED, PLAIN)
    source = repo.switch("master").commit("next", {"VERSION": "2\n"})
    (lesson,) = taught(repo, source, ("COUNT",))
    assert (lesson.said, lesson.instead) == ((b"COUNT",), None)
    assert lesson.note == "the lines with COUNT are left out, as in earlier backports on this branch"
    assert lesson.rule().kind is Kind.DROP
    assert Lessons((lesson,)).apply(b"\ta(d);\n\tCOUNT(d);\n\tb(d);\n") == b"\ta(d);\n\tb(d);\n"


def test_a_backport_of_what_is_newer_than_the_fix_teaches_nothing(repo: Repo) -> None:
    started(repo)
    origin, _ = carried(repo, WARNED, TOLD)
    repo.switch("master")
    before = repo.git("rev-parse", f"{origin}^")
    assert taught(repo, before, ("warn_user",)) == ()
    assert taught(repo, origin, ("warn_user",)) == (), "nor does the fix's own backport"


def test_backports_that_disagree_teach_nothing(repo: Repo) -> None:
    started(repo)
    carried(repo, WARNED, TOLD)
    more = '\tif (d->stuck)\n\t\twarn_user("stuck", 2);\n\treturn n;\n'
    carried(
        repo, WARNED.replace("\treturn n;\n", more), TOLD.replace("\treturn n;\n", more.replace("warn_user", "shout"))
    )
    source = repo.switch("master").commit("next", {"VERSION": "2\n"})
    assert taught(repo, source, ("warn_user",)) == ()


def test_a_branch_that_took_the_name_over_teaches_nothing(repo: Repo) -> None:
    started(repo)
    carried(repo, WARNED, WARNED)
    source = repo.switch("master").commit("next", {"VERSION": "2\n"})
    assert taught(repo, source, ("warn_user",)) == ()
