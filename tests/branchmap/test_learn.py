"""What the history says of a name that a branch lacks."""

import tomllib
from pathlib import Path

import pytest

from backport.branchmap import load
from backport.branchmap.align import pairs
from backport.branchmap.check import names
from backport.branchmap.learn import Lesson, Unlearned, Wanted, lacking, learn
from backport.branchmap.write import toml
from backport.core.rule import Kind, Origin, Rule, Scope
from backport.vcs.lineage import Hunk, Lineage
from backport.vcs.repository import Repository
from tests.branchmap import maps
from tests.repos import Repo

PIPE = """\
struct pipe { int room; };

int pipe_open(struct pipe *p)
{
\treturn p->room & PF_SHUT;
}

int pipe_push(struct pipe *p)
{
\tif (pipe_open(p))
\t\treturn PF_SHUT;
\treturn pipe_open(p);
}
"""


def text(**renamed: str) -> str:
    made = PIPE
    for old, new in renamed.items():
        made = made.replace(old, new)
    return made


class Told:
    """A repository with a branch that left early, and what its mainline's history teaches it."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo

    def lesson(self, *wanted: tuple[str, str], tip: str = "master", branch: str = "old") -> Lesson:
        repository = Repository.open(self.repo.folder)
        there = repository.resolve(branch)
        known = names(repository.tree(repository.commit(there).tree))
        base = repository.merge_base(repository.resolve(tip), there)
        assert base is not None
        lineage = Lineage(repository, repository.resolve("master"))
        asked = [Wanted(*one) for one in wanted]
        return learn(asked, lineage, base, repository.resolve(tip), lambda name: name.encode() in known)


@pytest.fixture
def told(repo: Repo) -> Told:
    repo.commit("pipes", {"src/pipe.c": PIPE})
    repo.git("branch", "old")
    return Told(repo)


def test_a_renamed_name_is_traced_to_its_commit(told: Told) -> None:
    renamed = told.repo.commit("ducts", {"src/pipe.c": text(pipe_open="duct_open", PF_SHUT="DF_SHUT")})
    told.repo.commit("something else", {"src/other.c": "int duct_open;\n"})
    assert told.lesson(("duct_open", "src/pipe.c"), ("DF_SHUT", "src/pipe.c")) == Lesson(
        (
            Rule(
                "learned.duct_open",
                Kind.FUNCTION,
                "duct_open",
                "pipe_open",
                "took the place of pipe_open in 3 of 3 lines",
                (renamed,),
                origin=Origin.LEARNED,
            ),
            Rule(
                "learned.DF_SHUT",
                Kind.MACRO,
                "DF_SHUT",
                "PF_SHUT",
                "took the place of PF_SHUT in 2 of 2 lines",
                (renamed,),
                origin=Origin.LEARNED,
            ),
        ),
        (),
    )


def test_kinds_are_seen_from_where_a_name_stands(told: Told) -> None:
    told.repo.commit("types", {"src/pipe.c": text(**{"struct pipe": "struct duct"})})
    told.repo.commit("members", {"src/pipe.c": text(**{"struct pipe": "struct duct", "p->room": "p->space"})})
    rules = told.lesson(("duct", "src/pipe.c"), ("space", "src/pipe.c")).rules
    assert [(rule.kind, rule.newer, rule.older) for rule in rules] == [
        (Kind.TYPE, "struct duct", "struct pipe"),
        (Kind.FIELD, "space", "room"),
    ]


def test_a_local_is_learned_for_its_file_only(told: Told) -> None:
    told.repo.commit("locals", {"src/pipe.c": text(**{"*p)": "*q)", "(p)": "(q)", "p->": "q->"})})
    (rule,) = told.lesson(("q", "src/pipe.c")).rules
    assert (rule.kind, rule.older, rule.where) == (Kind.VARIABLE, "p", Scope(("src/pipe.c",)))


def test_renames_of_renames_and_moved_code_are_followed(told: Told) -> None:
    one = told.repo.commit("ducts", {"src/pipe.c": text(pipe_open="duct_open")})
    told.repo.git("mv", "src/pipe.c", "src/duct.c")
    told.repo.commit("the file moves")
    two = told.repo.commit("conduits", {"src/duct.c": text(pipe_open="conduit_open")})
    (rule,) = told.lesson(("conduit_open", "src/duct.c")).rules
    assert (rule.older, rule.evidence) == ("pipe_open", (two, one))
    assert rule.because == "took the place of duct_open in 3 of 3 lines, then pipe_open in 3 of 3 lines"


def test_nothing_newer_than_the_tip_is_looked_at(told: Told) -> None:
    before = told.repo.commit("nothing yet", {"src/other.c": "int x;\n"})
    told.repo.commit("ducts", {"src/pipe.c": text(pipe_open="duct_open")})
    wanted = Wanted("duct_open", "src/pipe.c")
    assert told.lesson(("duct_open", "src/pipe.c"), tip=before).unlearned == (
        Unlearned(wanted, "duct_open is not in src/pipe.c before the fix"),
    )


def test_what_cannot_be_learned_says_why(told: Told) -> None:
    brought = told.repo.commit("a feature", {"src/pipe.c": PIPE + "int pipe_count(void)\n{\n\treturn 0;\n}\n"})
    told.repo.commit("two", {"src/two.c": "f(one_name);\nf(two_name);\n"})
    merged = told.repo.commit("merged", {"src/two.c": "f(new_name);\nf(new_name);\n"})
    told.repo.switch("old").commit("taken out", {"src/pipe.c": PIPE.replace("pipe_push", "pipe_write")})
    told.repo.switch("master")
    lesson = told.lesson(("pipe_count", "src/pipe.c"), ("new_name", "src/two.c"), ("pipe_push", "src/pipe.c"))
    assert [(missed.reason, missed.commit) for missed in lesson.unlearned] == [
        ("it took no other's place", brought),
        ("too little to say that it took the place of one_name (1 of 2 lines) or two_name (1 of 2 lines)", merged),
        ("pipe_push was in src/pipe.c when the branch left: the branch took it out", ""),
    ]


def test_a_tip_beside_the_line_teaches_nothing(told: Told) -> None:
    told.repo.switch("old")
    aside = told.repo.commit("aside", {"src/pipe.c": text(pipe_open="duct_open")})
    told.repo.switch("master")
    told.repo.commit("more", {"src/other.c": "int x;\n"})
    assert [
        missed.reason for missed in told.lesson(("duct_open", "src/pipe.c"), tip=aside, branch="master").unlearned
    ] == ["no history to look at"]


def test_the_names_of_a_fix_that_the_target_lacks() -> None:
    hunks = [
        Hunk("src/a.c", (b"x = old_call(1);",), (b"x = new_call(2); /* noise */",)),
        Hunk("doc/a.txt", (), (b"prose",)),
    ]
    assert lacking(hunks, {"x"}.__contains__) == (Wanted("old_call", "src/a.c"), Wanted("new_call", "src/a.c"))


def test_lines_are_aligned_by_their_shape() -> None:
    removed = [b"f(a, 1);", b"return a;"]
    assert pairs(removed, [b"g(b, 1);", b"new line here;", b"return b;"]) == {(b"f", b"g"): 1, (b"a", b"b"): 2}
    assert pairs(removed, [b"f(a, 2);", b"return *a;"]) == {}
    assert pairs([b"x"] * 300, [b"y"] * 300) == {}


def test_what_is_learned_is_written_in_the_map_format(tmp_path: Path) -> None:
    rules = [
        Rule("learned.A", Kind.MACRO, "NEW_A", "OLD_A", "took the place of OLD_A", ("0" * 40,), origin=Origin.LEARNED),
        Rule(
            "learned.b",
            Kind.VARIABLE,
            "b",
            "a",
            'a "quoted" reason',
            where=Scope(("src/duct.c",)),
            origin=Origin.LEARNED,
        ),
    ]
    written = toml(rules)
    assert [entry["id"] for entry in tomllib.loads(written)["rule"]] == ["learned.A", "learned.b"]
    loaded = load(maps.write(tmp_path, second=maps.DUCT_CONDUIT + "\n" + written))
    assert [rule for rule in loaded.edges[1].rules if rule.origin is Origin.LEARNED] == rules
    assert toml([]) == ""
