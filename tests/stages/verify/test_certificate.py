"""What accounts for each difference between the fix's change and the result's."""

from dataclasses import dataclass, replace

from backport.core.difference import Difference
from backport.stages.translate.translator import Unchanged
from backport.stages.verify.exam import Exam
from backport.stages.verify.examine import certified
from backport.stages.verify.table import CHECKS
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of

STATIC = [check for check in CHECKS if not check.compiles]


def _unit(*lines: str) -> str:
    return "int go(struct link *l)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


def _certificate(exam: Exam) -> tuple[Difference, ...]:
    return certified(exam, STATIC)[1]


def test_the_same_change_has_no_difference(repo: Repo) -> None:
    base, fix = {"a.c": _unit("push(l);")}, {"a.c": _unit("push(l);", "flush(l);")}
    assert _certificate(exam_of(repo, dict(base), dict(fix), dict(base), dict(fix))) == ()


@dataclass(frozen=True)
class Older:
    """`push` was `send` before."""

    def path(self, path: str) -> str:
        """The same path."""
        return path

    def text(self, path: str, data: bytes) -> Unchanged:
        """With the older name."""
        made = data.replace(b"push", b"send")
        return Unchanged(made, ("fn-push",) if made != data else ())


def test_a_rule_of_the_map(repo: Repo) -> None:
    base: Files = {"a.c": _unit("push(l);")}
    older: Files = {"a.c": _unit("send(l);")}
    exam = exam_of(repo, base, {"a.c": _unit("push(l, 1);")}, older, {"a.c": _unit("send(l, 1);")})
    assert _certificate(replace(exam, translator=Older())) == (
        Difference("in the branch's words", "a.c", 0, "push(l, 1);", "send(l, 1);", "rule fn-push"),
    )


def test_files_names_and_lines(repo: Repo) -> None:
    base: Files = {"a.c": _unit("push(l);"), "b.c": "int b;\n", "new.h": "int fresh(int);\n"}
    fix: Files = {"a.c": _unit("push(l);", "fresh(l->kind);", "l->count++;"), "b.c": "int c;\n"}
    branch: Files = {"a.c": _unit("push(l);"), "own.h": "void own_way(struct link *);\n"}
    port: Files = {"a.c": _unit("push(l);", "l->count++;", "own_way(l);"), "own.h": "void own_way(struct link *);\n"}
    assert _certificate(exam_of(repo, base, fix, branch, port)) == (
        Difference("file left out", "b.c", theirs="b.c", because="the branch does not have the file"),
        Difference(
            "in other words", "a.c", 5, "fresh ( l -> kind ) ;", "own_way ( l ) ;", "the branch does not know fresh"
        ),
    )


def test_lines_that_nothing_accounts_for(repo: Repo) -> None:
    base: Files = {"a.c": _unit("push(l);", "old(l);")}
    exam = exam_of(
        repo, base, {"a.c": _unit("push(l);")}, {"a.c": _unit("push(l);")}, {"a.c": _unit("push(l);", "n++;")}
    )
    assert _certificate(exam) == (
        Difference("not removed", "a.c", theirs="old ( l ) ;", because="the branch does not know old"),
        Difference("added besides", "a.c", 4, ours="n ++ ;"),
    )
