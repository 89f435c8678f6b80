"""What a translation changes, and what it leaves."""

from pathlib import Path

import pytest

from backport.branchmap import BranchMap, Route, Translator, load
from backport.core.rule import Kind, Rule
from tests.branchmap import maps


@pytest.fixture
def chain(tmp_path: Path) -> BranchMap:
    return load(maps.write(tmp_path))


NEW = b"""\
/* src/conduit.c: conduit_open() and duct_push; a conduit_open. d->room is what is left. */
#include <duct/duct.h>
#include "duct/duct.h"

struct duct {
\tint room, used;
\tduct_t *next;
};

int duct_push(struct duct *d, int room)
{
\tif (d->room < room || d->used & DF_SHUT)
\t\treturn log("duct_push: no room, DF_SHUT");
\td = conduit_open(d, ".room");
\treturn my_duct_push(d) + duct_pushed;
}

void other(struct duct *d)
{
\tstruct cfg c = { .room = 1 };
\td->duct = duct_push;
}
"""

OLD = b"""\
/* src/pipe.c: pipe_open() and pipe_push; a pipe_open. p->space is what is left. */
#include <pipe/pipe.h>
#include "pipe/pipe.h"

struct pipe {
\tint space, used;
\tpipe_t *next;
};

int pipe_push(struct pipe *p, int room)
{
\tif (p->space < room || p->used & PF_SHUTW)
\t\treturn log("duct_push: no room, DF_SHUT");
\tp = pipe_open(p, ".room");
\treturn my_duct_push(p) + duct_pushed;
}

void other(struct pipe *d)
{
\tstruct cfg c = { .space = 1 };
\td->duct = pipe_push;
}
"""


def test_names_are_translated_by_what_they_are(chain: BranchMap) -> None:
    # The head comment is outside any function: the variable rule, which is scoped, does not reach it.
    expected = OLD.replace(b"p->space is", b"d->space is")
    made = chain.translator("conduit", "pipe").text("src/conduit.c", NEW)
    assert made.data.decode() == expected.decode()
    assert set(made.used) == {
        "file2",
        "file",
        "open",
        "functions:duct_open",
        "functions:duct_push",
        "header",
        "types:struct duct",
        "types:duct_t",
        "local",
        "room",
        "flag",
    }
    assert made.open == ()


def test_the_way_back_gives_the_text_back(chain: BranchMap) -> None:
    there = chain.translator("conduit", "pipe").text("src/conduit.c", NEW).data
    assert chain.translator("pipe", "conduit").text("src/pipe.c", there).data.decode() == NEW.decode()


def test_nothing_to_do_gives_the_same_object(chain: BranchMap) -> None:
    text = b"int unrelated(void) { return 0; }\n"
    assert chain.translator("conduit", "conduit").text("src/a.c", NEW).data is NEW
    assert chain.translator("conduit", "pipe").text("src/a.c", text).data is text


def test_paths_follow_the_chain(chain: BranchMap) -> None:
    down = chain.translator("conduit", "pipe")
    assert (down.path("src/conduit.c"), down.path("src/main.c")) == ("src/pipe.c", "src/main.c")
    assert chain.translator("pipe", "conduit").path("src/pipe.c") == "src/conduit.c"
    assert down.path("src/conduit.c", {"src/conduit.c"}.__contains__) == "src/conduit.c"
    assert down.path("src/conduit.c", {"src/conduit.c", "src/pipe.c"}.__contains__) == "src/pipe.c"
    assert down.text("Makefile", b"OBJS = src/conduit.o src/my_src/conduit.o # src/conduit.c\n").data == (
        b"OBJS = src/pipe.o src/my_src/conduit.o # src/pipe.c\n"
    )


def test_call_shapes_keep_what_their_metavariables_match(chain: BranchMap) -> None:
    text = b"int f(void)\n{\n\treturn conduit_shut(conduit_open(x, conduit_shut(y)));\n}\n"
    duct = chain.translator("conduit", "duct").text("src/conduit.c", text)
    assert duct.data == b"int f(void)\n{\n\treturn duct_close(duct_open(x, duct_close(y, DF_SHUT)), DF_SHUT);\n}\n"
    assert duct.used == ("shut", "open")
    pipe = chain.translator("conduit", "pipe").text("src/conduit.c", text)
    assert pipe.data == b"int f(void)\n{\n\treturn duct_close(pipe_open(x, duct_close(y, PF_SHUTW)), PF_SHUTW);\n}\n"
    assert chain.translator("duct", "conduit").text("src/duct.c", duct.data).data == text


def test_call_shapes_keep_what_operators_bind() -> None:
    rules = (
        Rule("test", Kind.CALL, "duct_test($D, $F)", "($D->flags & $F)"),
        Rule("set", Kind.CALL, "duct_set($D, $F)", "$D->flags |= $F"),
    )
    down = Route("new", "old", (rules,))
    text = b"void f(void)\n{\n\tif (a && duct_test(d, A|B))\n\t\tduct_set(x->d, duct_test(*p, C));\n}\n"
    made = Translator(down).text("a.c", text).data
    assert made == (b"void f(void)\n{\n\tif (a && (d->flags & (A|B)))\n\t\tx->d->flags |= ((*p)->flags & C);\n}\n")
    back = Translator(down.inverted()).text("a.c", made).data
    # Parentheses that were needed stay: they cannot be told from those that were there.
    assert back == text.replace(b"*p", b"(*p)").replace(b"A|B", b"(A|B)")


def test_call_shapes_may_hold_in_some_functions_only(chain: BranchMap) -> None:
    text = (
        b"int f(void)\n{\n\treturn conduit_count(c);\n}\n\nint conduit_main(void)\n{\n\treturn conduit_count(c);\n}\n"
    )
    made = chain.translator("conduit", "duct").text("src/a.c", text)
    assert made.data == (
        b"int f(void)\n{\n\treturn conduit_count(c);\n}\n\nint conduit_main(void)\n{\n\treturn c->count;\n}\n"
    )


def test_what_no_rule_can_decide_is_reported_and_stays(chain: BranchMap) -> None:
    text = b"int f(void)\n{\n\tTRACE_DUCT(1);\n\treturn duct_limit;\n}\n"
    made = chain.translator("conduit", "pipe").text("src/a.c", text)
    assert made.data is text
    assert [(hit.line, hit.name, hit.rule) for hit in made.open] == [
        (3, "TRACE_DUCT", "tracing"),
        (4, "duct_limit", "limit"),
    ]
    up = chain.translator("pipe", "conduit").text("src/a.c", text)
    assert [(hit.line, hit.rule) for hit in up.open] == [(4, "limit")]


def test_extra_rules_win_and_their_names_stay(chain: BranchMap) -> None:
    hint = Rule("hint", Kind.FUNCTION, "conduit_open", "duct_push")
    down = chain.translator("conduit", "pipe", [hint])
    assert down.text("src/a.c", b"conduit_open(conduit_shut(duct_t));").data == (
        b"duct_push(duct_close(pipe_t, PF_SHUTW));"
    )
    up = chain.translator("pipe", "conduit", [hint])
    assert up.text("src/a.c", b"duct_push();").data == b"conduit_open();"


def test_a_name_that_the_target_has_kept_stays(chain: BranchMap) -> None:
    down = chain.translator("conduit", "pipe")
    text = b"conduit_open(); duct_push();"
    kept = {"conduit_open", "pipe_push", "duct_push"}
    made = down.text("src/a.c", text, kept.__contains__)
    assert (made.data, made.used) == (b"conduit_open(); pipe_push();", ("functions:duct_push",))


def test_a_name_that_the_target_lacks_is_looked_for_beyond_the_way(chain: BranchMap) -> None:
    # The branch is of the middle generation, but got one name of the newest and has kept one of the oldest.
    down = chain.translator("conduit", "duct")
    target = {"conduit_open", "pipe_push"}
    made = down.text("src/a.c", b"conduit_open(); duct_push(); duct_t x;", target.__contains__)
    assert (made.data, made.used) == (b"conduit_open(); pipe_push(); duct_t x;", ("functions:duct_push",))


def test_a_translator_fitted_to_its_target(chain: BranchMap) -> None:
    asked: list[str] = []

    def exists(name: str) -> bool:
        asked.append(name)
        return name in {"conduit_open", "src/conduit.c"}

    fitted = chain.translator("conduit", "pipe").fitted(exists, exists)
    assert fitted.text("src/a.c", b"conduit_open(); conduit_open();").data == b"conduit_open(); conduit_open();"
    assert fitted.path("src/conduit.c") == "src/conduit.c"
    assert (fitted.route.source, fitted.extra) == ("conduit", ())
    assert sorted(asked) == sorted(set(asked))


def test_a_rename_that_is_itself_ported_is_not_undone(tmp_path: Path) -> None:
    first = maps.PIPE_DUCT.replace('because = "flags were renamed"', 'because = "x"\nevidence = ["abcdef012345"]')
    chain = load(maps.write(tmp_path, first=first))
    text = b"duct_open(DF_SHUT);"
    assert chain.translator("duct", "pipe").text("a.c", text).data == b"pipe_open(PF_SHUTW);"
    fix = "abcdef012345" + "0" * 28
    assert chain.translator("duct", "pipe", fix=fix).text("a.c", text).data == b"pipe_open(DF_SHUT);"
    assert chain.translator("duct", "pipe", fix="1" * 40) is chain.translator("duct", "pipe")


def test_generations_that_are_not_in_the_map(chain: BranchMap) -> None:
    with pytest.raises(KeyError, match="wire"):
        chain.translator("wire", "pipe")
