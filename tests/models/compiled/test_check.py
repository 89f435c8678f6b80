"""Lifted against compiled: agreement on honest code, and every way of parting is found."""

import shutil
from dataclasses import replace
from itertools import chain, islice
from random import Random

import pytest

from backport.csource.lift.program import Program
from backport.csource.lift.view import View
from backport.models.compiled.check import Checked, check
from backport.models.compiled.inputs import Inputs
from backport.models.compiled.lifted import Lifted
from backport.models.compiled.plan import plan
from backport.models.lifting import Lifting
from tests.sources import Texts

HEADER = """
#ifndef THING_H
#define THING_H
enum kind { NONE, SOME, MORE } __attribute__((packed));
struct part { int count; unsigned short small; struct part *next; };
struct thing {
	enum kind kind; unsigned int flags, three:3; long long wide; int list[3]; struct part one, *other;
	int (*ask)(struct thing *, int); char name[4];
};
int elsewhere(struct thing *t, unsigned char n);
void wake(struct thing *t, int why);
static inline int logged(int n) { return n + 1; }
#define CHECK(c) do { if (c) fail_at(__LINE__); } while (0)
#endif
"""
CODE = """
#include <thing.h>
int total;
int plain(struct thing *t, int n) { t->one.count += n; t->flags |= 1 << (n & 31); t->three = n; return t->wide % 7; }
struct part *walk(struct thing *t) { return t->other->next ? t->other->next : &t->one; }
int calls(struct thing *t, int n) { wake(t, n + 1); return elsewhere(t, n) + t->ask(t, 3) + logged(n); }
int divides(struct thing *t, int n) { return t->one.count / n; }
void checks(struct thing *t) { CHECK(t->kind == MORE); total++; t->one = *t->other; }
int loops(struct thing *t) { int r = 0; while (t->flags) { r++; if (r > 100000000) break; } return r; }
int floats(struct thing *t) { return t->wide * 0.5; }
int many(int a, int b, int c, int d, int e, int f, int g) { return a; }
int crashes(struct thing *t) { return *(int *)0; }
unsigned char narrow(struct thing *t, short s) { return t->one.small + s; }
"""
LIFTING = Lifting(
    ("src/code.c",), ("include",), (("CHECK(c)", "fail_when(!!(c))"), ("wake(t, w)", "woken(t, w)")), fatal="fail_when"
)
SOURCE = Texts({"include/thing.h": HEADER, "src/code.c": CODE})


@pytest.fixture(autouse=True)
def _needs_gcc() -> None:
    if shutil.which("gcc") is None or shutil.which("nm") is None:
        pytest.skip("no gcc")


def program() -> Program:
    found = Program(SOURCE, LIFTING.sources, LIFTING.folders, LIFTING.config)
    found.externs |= dict.fromkeys(("fail_when", "woken", "logged", "asked"), lambda *_: 0)
    thing, part = View.new(found, "thing", "thing"), View.new(found, "part", "part")
    thing.first("other", part.address)
    thing.first("ask", found.handle("asked"))
    return found


def checked(*names: str, source: Texts = SOURCE) -> dict[str, Checked]:
    return {c.name: c for c in check(source, LIFTING, program(), list(names), 100)}


def test_the_same_code_does_the_same() -> None:
    found = checked("plain", "walk", "calls", "divides", "checks", "narrow")
    assert {name: (c.mismatch, c.reason) for name, c in found.items()} == dict.fromkeys(found, ("", ""))
    assert all(c.inputs > 100 for c in found.values())
    # a null pointer, a division by zero and a failed assertion end both
    assert {name for name, c in found.items() if c.crashes} == set(found)


def test_what_cannot_be_lifted_or_called_is_said() -> None:
    found = checked("loops", "floats", "many", "absent", "crashes")
    assert found["loops"].refused
    assert found["loops"].mismatch == ""
    assert {name: c.reason for name, c in found.items() if name != "loops"} == {
        "floats": "every input met something that cannot be lifted",
        "many": "takes too many or variable arguments",
        "crashes": "every input crashes, on both sides, which says nothing",
        "absent": "there is no such function in the sources that the model reads",
    }
    assert not any(c.agrees for name, c in found.items() if name != "loops")


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("plain", "1 << (n & 31)", "2 << (n & 15)", "flags: "),
        ("plain", "% 7", "% 5", "result "),
        ("plain", "t->one.count += n", "t->one.count -= n", "one.count: "),
        ("walk", "&t->one", "0", "result "),
        ("calls", "wake(t, n + 1)", "wake(t, n)", "call 0: woken("),
        ("calls", "t->ask(t, 3)", "t->ask(t, 2)", "call 2: asked("),
        ("calls", " + logged(n)", "", "result "),
        ("checks", "== MORE", "== SOME", "crashes"),
        ("checks", "t->one = *t->other", "t->one.count = t->other->count", "one."),
        ("narrow", "+ s", "- s", "result "),
    ],
)
def test_a_lifted_function_that_does_something_else_is_found(name: str, was: str, now: str, said: str) -> None:
    assert was in CODE
    other = Texts({"include/thing.h": HEADER, "src/code.c": CODE.replace(was, now)})
    found = checked(name, source=other)[name]
    assert said in found.mismatch
    assert not found.agrees


def test_code_that_no_compiler_takes_is_a_reason() -> None:
    broken = Texts({"include/thing.h": HEADER, "src/code.c": CODE + "int broken( {"})
    assert "the compiler refuses" in checked("plain", source=broken)["plain"].reason


def test_no_gcc_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert checked("plain")["plain"].reason == "gcc is not installed"


def test_what_one_function_does_not_see_is_there_for_another() -> None:
    header = "struct part { int count; }; struct big { int f[4], g[4], h[4], i[4], j[4]; struct part inner; };\n"
    header += "struct holder { struct part *held; };\n"
    code = "#include <thing.h>\nint asks(struct holder *h) { return h->held != 0; }\n"
    code += "int counts(struct holder *h) { return h->held->count; }\n"
    source = Texts({"include/thing.h": header, "src/code.c": code})
    lifting = replace(LIFTING, config=(), fatal="")
    found = Program(source, lifting.sources, lifting.folders)
    big = found.new("big", "big")  # whose part has no name in what `asks` looks at
    View.new(found, "holder", "holder").first("held", big + found.member("big", "inner").offset)
    both = list(check(source, lifting, found, ["asks", "counts"], 100))
    assert [c.agrees for c in both] == [True, True]
    assert all(c.crashes < c.inputs / 2 for c in both)


def test_what_a_call_through_a_pointer_looks_at_is_given_to_both() -> None:
    header = "struct big { int f[4], g[4], h[4], i[4], j[4], quiet; };\n"
    header += "struct owner { struct big *big; int n; int (*go)(struct owner *); };\n"
    code = "#include <thing.h>\nint goes(struct owner *o) { return o->go(o); }\n"
    code += "int tells(struct owner *o) { return o->big->quiet + o->n; }\n"
    source = Texts({"include/thing.h": header, "src/code.c": code})
    lifting = replace(LIFTING, config=(), fatal="")
    found = Program(source, lifting.sources, lifting.folders)
    owner, big = View.new(found, "owner", "owner"), View.new(found, "big", "big")
    owner.first("big", big.address)
    owner.first("go", found.handle("tells"))
    big.first("quiet", 7)
    (goes,) = check(source, lifting, found, ["goes"], 100)
    assert (goes.mismatch, goes.reason) == ("", "")


def test_what_is_kept_never_varies() -> None:
    kept = replace(LIFTING, kept=(("*.kind", ""), ("thing.flags", "MORE")))
    found = program()
    lifted, whole = Lifted(found, kept), plan(found, ["checks", "plain"], kept.fatal)
    lifted.follow(whole)
    rows = [Inputs(found, whole, lifted.base, lifted.kept, name) for name in ("checks", "plain")]
    changed: dict[str, set[int]] = {}
    for inputs in rows:
        for row, _, _ in chain(inputs.sweep(Random(1)), islice(inputs.random(Random(1)), 300)):
            for k, value in row:
                changed.setdefault(whole.slots[k].member, set()).add(value)
    assert changed.get("kind", {0}) == {0}
    assert {value & 2 for value in changed["flags"]} == {0}
    assert len(changed["wide"]) > 60
