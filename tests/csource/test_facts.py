"""What C text uses and defines."""

from hypothesis import given
from hypothesis import strategies as st

from backport.csource.facts import Defines, Role, definitions, uses

TEXT = b"""#include <proxy/a.h>
#if defined(USE_X) && (N > 1)
#define FOO(a, b...) do { bar(a, 1); (a)->memb = FLAG; } while (0)
#endif
#define BAR 3
enum e { A, B = BAR };
struct s { int a, *p[3]; struct { int in; } u; unsigned f:3; void (*cb)(int x); };
typedef int (*fn_t)(void);
int proto(int a, ...);
static struct s glob = { .a = 1 }, *g2;
int f(struct s *x, int n) {
\tfn_t loc;
#ifdef Q
\tcall1(x);
#else
\tcall2(x, n + 1, x->a);
#endif
\tloc.u.in = A | SF_X;
\tgoto out;
out:
\treturn x->cb(n) + glob.a;
}
"""


def said(start: int = 0, end: int | None = None) -> list[str]:
    return [
        f"{u.line} {u.role} {u.name}" + (f"/{u.arity}" if u.arity >= 0 else "")
        for u in uses(TEXT, start=start, end=end)
    ]


def test_uses_of_a_function() -> None:
    assert said(TEXT.index(b"int f("), len(TEXT)) == [
        "11 type s",
        "11 local x",
        "11 local n",
        "12 type fn_t",
        "12 local loc",
        "13 symbol Q",
        "14 call call1/1",
        "14 variable x",
        "16 call call2/3",
        "16 variable x",
        "16 variable n",
        "16 variable x",
        "16 member a",
        "18 variable loc",
        "18 member u",
        "18 member in",
        "18 constant A",
        "18 constant SF_X",
        "19 label out",
        "21 variable x",
        "21 member cb",
        "21 variable n",
        "21 variable glob",
        "21 member a",
    ]


def test_uses_of_preprocessor_lines() -> None:
    assert said(0, TEXT.index(b"enum")) == [
        "1 include proxy/a.h",
        "2 symbol USE_X",
        "2 symbol N",
        "3 call bar/2",
        "3 member memb",
        "3 constant FLAG",
    ]


def test_uses_of_a_line_are_those_of_the_line() -> None:
    start = TEXT.index(b"\tcall2")
    assert {u.line for u in uses(TEXT, start=start, end=start + 10)} == {16}


def test_definitions() -> None:
    assert [(d.kind, d.name, d.line, d.arity, d.variadic, d.owner) for d in definitions(TEXT)] == [
        (Defines.MACRO, "FOO", 3, 1, True, ""),
        (Defines.MACRO, "BAR", 5, -1, False, ""),
        (Defines.TYPE, "e", 6, -1, False, ""),
        (Defines.ENUMERATOR, "A", 6, -1, False, ""),
        (Defines.ENUMERATOR, "B", 6, -1, False, ""),
        (Defines.TYPE, "s", 7, -1, False, ""),
        (Defines.MEMBER, "a", 7, -1, False, "s"),
        (Defines.MEMBER, "p", 7, -1, False, "s"),
        (Defines.MEMBER, "in", 7, -1, False, "s"),
        (Defines.MEMBER, "u", 7, -1, False, "s"),
        (Defines.MEMBER, "f", 7, -1, False, "s"),
        (Defines.MEMBER, "cb", 7, -1, False, "s"),
        (Defines.TYPE, "fn_t", 8, -1, False, ""),
        (Defines.FUNCTION, "proto", 9, 1, True, ""),
        (Defines.VARIABLE, "glob", 10, -1, False, ""),
        (Defines.VARIABLE, "g2", 10, -1, False, ""),
        (Defines.FUNCTION, "f", 11, 2, False, ""),
    ]


def test_names_are_where_they_are_said_to_be() -> None:
    for found in (*uses(TEXT), *definitions(TEXT)):
        assert TEXT[found.start :].startswith(found.name.encode())


def test_a_function_without_parameters_takes_none() -> None:
    assert [d.arity for d in definitions(b"int f(void) { return 0; }\nint g() { return 0; }\n")] == [0, 0]


@given(st.text(alphabet="#defin x()=*;{}&->,\n\\ABstruct", max_size=120))
def test_any_text_is_read_without_failing(text: str) -> None:
    data = text.encode()
    assert all(u.role in Role for u in uses(data))
    definitions(data)
