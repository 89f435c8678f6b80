"""What the lifter does not take is refused in words that say which C it was; nothing becomes something else."""

import re

import pytest

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.program import Program
from backport.csource.lift.view import View
from tests.sources import Texts

# what stands before `int run(int a)`, its body, what is said
REFUSED = {
    "structs compared": ("struct s { int x; } s, t;", "return s == t;", "a.c:run: comparison of structs"),
    "arithmetic of a struct": ("struct s { int x; } s;", "return -s;", "a.c:run: arithmetic on a record"),
    "arithmetic of a floating number": ("float f;", "return f + 1;", "a.c:run: arithmetic on a float"),
    "a member of a number": ("int n;", "return n.x;", "a.c:run: member of no struct: n . x"),
    "a member by way of a number": ("int n;", "return n->x;", "a.c:run: member of no struct: n -> x"),
    "a member of a local number": ("", "int n = a; return n.x;", "a.c:run: member of a plain value: n . x"),
    "no such member": ("struct s { int x; } s;", "return s.y;", "a.c:run: struct s has no member y"),
    "no such member in an initialiser": (
        "struct s { int x; };",
        "struct s s = { .y = a }; return s.x;",
        "a.c:run: struct s has no member y",
    ),
    "no such member in offsetof": (
        "struct s { int x; };",
        "return offsetof(struct s, y);",
        "a.c:run: offsetof: offsetof(struct s, y)",
    ),
    "a struct that is not known": ("struct s; struct s *p;", "return p->x;", "a.c:run: struct s is not known"),
    "members that overlap": (
        "union u { int x; long y; } u;",
        "u.x = a; return u.y;",
        "a.c:run: member x of a union whose members overlap",
    ),
    "a member that is no declaration": ("struct s { int x; @ } s;", "return s.x;", "a.c:run: struct member '@'"),
    "too few arguments": ("int f(int x, int y) { return x; }", "return f(a);", "a.c:run: too few arguments in a call"),
    "call of a number": ("int n;", "return n(a);", "a.c:run: call of n"),
    "address of a local in a register": (
        "",
        "return &a == 0 ? 1 : &(a + 1) == 0;",
        "a.c:run: binary_expression as a place: a + 1",
    ),
    "several characters": ("", "return 'ab';", "a.c:run: character 'ab'"),
    "wide characters": ("", 'return L"ab"[0];', 'a.c:run: string L "ab"'),
    "part of an object set": (
        "int list[4];",
        "memset(list, 0, 3); return list[0];",
        "a.c:run: memory operation on a part of an object",
    ),
    "untyped bytes set": ("void *p;", "memset(p, 0, 3); return 1;", "a.c:run: memory operation on untyped bytes"),
    "computed count": (
        "int list[4];",
        "memset(list, 0, a); return list[0];",
        "a.c:run: memory operation on untyped bytes",
    ),
    "set to something": (
        "int list[4];",
        "memset(list, 1, sizeof(list)); return list[0];",
        "a.c:run: memset with something else than zero",
    ),
    "jump nowhere": ("", "goto nowhere; return a;", "a.c:run: jump out of nowhere"),
    "declaration in a switch": (
        "",
        "switch (a) { int x; case 1: return 2; } return 3;",
        "a.c:run: declaration in a switch: int x;",
    ),
    "case that is not constant": ("", "int b = 1; switch (a) { case b: return 2; } return 3;", "a.c:run: case b"),
    "loop in an expression": (
        "",
        "return ({ while (a) a--; a; });",
        "a.c:run: while_statement inside an expression: while (a) a --;",
    ),
    "not constant": ("int other; int list[other];", "return list[0];", "array size: not constant: other"),
    "initialiser of a list that is a number": ("int list[2] = 5;", "return list[0];", "list: initialiser 5"),
    "an unknown type": ("", "unknown_t *p = 0; return p ? 1 : 2;", "a.c:run: unknown type unknown_t"),
    "no body": ("int other(int);", "return other(a);", "function other is not among the sources"),
    "assignment to a number": ("", "3 = a; return a;", "a.c:run: syntax: 3 ="),
    "assignment to a call": (
        "int f(void) { return 1; }",
        "f() = a; return a;",
        "a.c:run: call_expression as a place: f()",
    ),
    "dereference of a number": ("", "return *a;", "a.c:run: dereference of a int"),
    "dereference of void": ("void *p;", "return *p;", "a.c:run: dereference of a pointer"),
    "macro without its arguments": ("#define F(x) x", "return F;", "a.c:run: unknown name F"),
    "no arguments wanted": ("#define F() 1", "return F(a);", "a.c:2: macro F takes 0 arguments, not 1"),
    "assembler with values": (
        "",
        'asm("nop" : "=r"(a)); return a;',
        'a.c:run: gnu_asm_expression: asm("nop" : "=r"(a))',
    ),
    "complex": ("", "_Complex double x; return a;", "a.c:run: syntax: _Complex double x;"),
    "void value": ("void f(void) { }", "return f() + 1;", "a.c:run: arithmetic on a void"),
    "undefined typedef struct": (
        "typedef struct nothing nothing_t;",
        "nothing_t x; return 1;",
        "a.c:run: struct nothing is not known",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_said(name: str) -> None:
    before, body, said = REFUSED[name]
    found = Program(Texts({"a.c": f"{before}\nint run(int a) {{ {body} }}\n"}), ["a.c"])
    with pytest.raises(CannotLift) as caught:
        found.enter("run", 1)
    assert str(caught.value) == said


# ---- members by their path ------------------------------------------------------------------------------------------

PATHS = "struct in { int list[3]; }; struct out { int n; struct in in[2]; struct in one; struct out *next; };"


@pytest.fixture
def known() -> Program:
    return Program(Texts({"a.c": PATHS}), ["a.c"])


def test_members_have_places(known: Program) -> None:
    assert [known.member("out", path).offset for path in ("n", "in[1].list[2]", "one", "next")] == [0, 6, 7, 10]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("n[1]", "struct out: n[1] is no array"),
        ("nothing", "struct out has no member nothing"),
        ("n.x", "struct out has no member n.x"),
        ("in[0].nothing", "struct out has no member in[0].nothing"),
    ],
)
def test_what_is_no_member_is_said(path: str, said: str, known: Program) -> None:
    with pytest.raises(CannotLift, match=re.escape(said)):
        known.member("out", path)


def test_a_view_reads_and_writes(known: Program) -> None:
    view = View.new(known, "out", "o")
    view["in[1].list[0]"] = 1 << 33 | 5
    assert (view["in[1].list[0]"], view.inner("one").tag, view.has("one.list"), view.has("two")) == (
        5,
        "in",
        True,
        False,
    )
    with pytest.raises(CannotLift, match="struct out: n is no struct"):
        view.inner("n")


def test_texts_are_read_from_memory() -> None:
    found = Program(Texts({"a.c": 'const char *said(void) { return "ab" u8"c"; }'}), ["a.c"])
    assert found.string(found.enter("said")) == "abc"
