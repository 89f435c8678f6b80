"""Hostile C: it ends in one of three answers within its bounds, and nothing of it is ever run as Python."""

import ast
import contextlib
import re
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backport.csource.lift.errors import CannotLift, Crash, OutOfFuel
from backport.csource.lift.program import Program
from tests.sources import Texts

DEEP = 5_000
NESTED = "".join(f"if (a > {i}) {{ " for i in range(150)) + "a++;" + "}" * 150
LOOPS = "".join(f"while (a < {i}) {{ " for i in range(30)) + "a++;" + "}" * 30
BOMB = "\n".join(f"#define A{i + 1} A{i} A{i} A{i} A{i}" for i in range(20))

DOUBLED = "\n".join(f"#define P{i + 1}(x) P{i}(x##x)" for i in range(40)) + "\n#define P0(x) x"
QUOTED = (
    "#define S(x) #x\n" + "\n".join(f"#define P{i + 1}(x) P{i}(S(x) S(x))" for i in range(40)) + "\n#define P0(x) x"
)
REPEATED = "#define V(...) __VA_ARGS__, __VA_ARGS__\n" + DOUBLED.replace("x##x", "V(x)").replace("(x)", "(...)")
CHAIN = "\n".join(f"#define M{i + 1} M{i}" for i in range(DEEP))
UNLESS = "#if " + "1 ? " * DEEP + "1" + " : 0" * DEEP + "\n#endif"

# what must not end well: the body of `int run(int a)`, and what stands before it
ENDLESS = {
    "while": ("", "while (1) ; return 0;"),
    "for": ("", "for (;;) a++; return a;"),
    "do": ("", "do { a++; } while (1); return a;"),
    "goto": ("", "again: goto again; return a;"),
    "continue": ("", "while (a) continue; return a;"),
    "nested": ("", "for (int i = 0; i < 1000000; i++) for (int j = 0; j < 1000000; j++) a++; return a;"),
    "recursion": ("int run(int a);", "return run(a) + 1;"),
    "mutual": ("int run(int a); int other(int a) { return run(a + 1); }", "return other(a);"),
    "frames": ("int run(int a);", "int big[1000]; big[0] = a; return run(a) + big[0];"),
}
REFUSED = {
    "huge array": ("int huge[1 << 30];", "return huge[a];"),
    "huge arrays": ("struct s { long x[1 << 20][1 << 20]; } huge;", "return huge.x[a][a];"),
    "own size": ("int same[sizeof(same)];", "return same[a];"),
    "inside itself": ("struct s { struct s inner; } self;", "return self.inner.inner.inner.x;"),
    "typedefs in a circle": ("typedef two one; typedef one two;", "one x = a; return x;"),
    "typeof in a circle": ("extern typeof(x) x;", "return x;"),
    "own value": ("enum e { A = B, B = A };", "return A;"),
    "macro bomb": (BOMB + "\n#define A0 1 +", "return A20 0;"),
    "macro arguments": ("#define F(x) x\n", f"return {'F(' * DEEP}a{')' * DEEP};"),
    "wrong arguments": ("#define F(x, y) x y\n", "return F(a);"),
    "a token that doubles": (DOUBLED, "return P40(a);"),
    "a string that doubles": (QUOTED, "return P40(a)[0];"),
    "arguments that double": (REPEATED, "return P40(a);"),
    "a chain of macros": (CHAIN, f"int M0 = 1; return M{DEEP};"),
    "a condition of parentheses": (f"#if {'(' * DEEP}1{')' * DEEP}\n#endif", "return a;"),
    "a condition of choices": (UNLESS, "return a;"),
    "a condition of negations": (f"#if {'!' * DEEP}1\n#endif", "return a;"),
    "too wide a bit field": ("struct s { int a:-1; int b:100000; } s;", "s.a = a; return s.a;"),
    "an element far away": ("int some[] = { [1000000000] = 1 };", "return some[a];"),
    "an element too many": ("int some[2] = { [2] = 1 };", "return some[a];"),
    "an element before the first": ("int some[2] = { [-1] = 1 };", "return some[a];"),
    "a member too many": ("struct s { int x; } s = { 1, 2 };", "return s.x;"),
    "a range of cases": ("", "switch (a) { case 0 ... 5: return 1; default: return 2; }"),
    "a range of elements": ("int some[8] = { [0 ... 5] = 1 };", "return some[a];"),
    "an end of a block": ("void end(int *x);", "__attribute__((cleanup(end))) int x = a; return x;"),
    "a length that is computed": ("", "int n = a + 3; int x[n]; return x[a];"),
    "a computed jump": ("", "void *to[] = { &&one }; goto *to[0]; one: return 1;"),
    "a function inside": ("", "int inner(int b) { return b + a; } return inner(1);"),
    "a choice by type": ("", "return _Generic(a, int: 1, default: 2);"),
    "vectors": ("typedef int v4 __attribute__((vector_size(16)));", "v4 x = { 1, 2 }; return x[0];"),
    "old parameters": ("int old(x) int x; { return x; }", "return old(a);"),
    "jumps out": ("typedef long jmp_buf[8]; int setjmp(jmp_buf); jmp_buf e;", "return setjmp(e);"),
    "room on the stack": ("void *alloca(unsigned long);", "int *p = alloca(1UL << 40); return *p;"),
    "casts": ("", f"return {'(int)' * DEEP}a;"),
    "choices": ("", f"return {'a ? 1 : ' * DEEP}0;"),
    "else": ("", " else ".join(f"if (a == -{i}) return {i};" for i in range(1, DEEP)) + " return a;"),
    "parentheses": ("", f"return {'(' * DEEP}a{')' * DEEP};"),
    "nested sums": ("", f"return {'(a + ' * 300}a{')' * 300};"),
    "long sum": ("", f"return {'+'.join(['a'] * DEEP)};"),
    "blocks": ("", f"{NESTED} return a;"),
    "loops": ("", f"{LOOPS} return a;"),
    "part of a number": ("", "int x = a; return *(unsigned char *)&x;"),
    "several numbers as one": ("char some[4];", "return *(int *)some;"),
    "number by way of nothing": ("", "long x = a; return *(int *)(void *)&x;"),
    "struct as a number": ("struct s { char a, b, c, d; } s;", "return *(int *)&s;"),
    "assembler": ("", 'asm volatile("" ::: "memory"); return a;'),
    "floating": ("", "double d = a; return d * 0.5;"),
    "long number": ("", f"return {'9' * DEEP};"),
    "unfinished": ("", "return (a"),
    "no name": ("", "return nothing_of_this_name;"),
}
CRASHES = {
    "division": ("", "return 1 / (a - a);"),
    "constant division": ("", "return 1 / 0;"),
    "remainder": ("", "return 1 % (a - a);"),
    "null": ("struct s { int x; };", "struct s *p = 0; return p->x;"),
    "wild read": ("", "return *(int *)0x7fffffffffff;"),
    "wild write": ("", "*(int *)12345678912345 = a; return 0;"),
    "wild call": ("", "return ((int (*)(int))77777)(a);"),
    "far away": ("int x[4];", "return x[1 << 29];"),
}
# names that mean something in Python, or to the code around
NAMES = ["__import__", "exec", "eval", "open", "M", "FN", "put", "burn", "lambda", "None", "self", "class", "t1", "fp"]
TEXTS = [
    '"); __import__(\\"os\\")._exit(3) #',
    "'''); __import__('os')._exit(3) #",
    "{__import__('os')._exit(3)}",
    "%s\\\\\\\\\\n\\x22\\042",
    "\\u0022",
]


def program(before: str, body: str, path: str = "a.c") -> Program:
    return Program(Texts({path: f"{before}\nint run(int a) {{ {body} }}\n"}), [path])


@pytest.mark.parametrize(
    "text", ["a + (b c)", "a __import__('os') b", "a = (b ** c ! d)", "(a ( 1))", "a ? : : b", "!!~", "a @ b"]
)
def test_what_no_parser_reads_never_becomes_an_operator(text: str) -> None:
    found = program("", f"if ({text}) {{ a = {text}; a {text} = 2; }} return {text};")
    with contextlib.suppress(CannotLift, Crash, OutOfFuel):
        found.enter("run", 0)
    only_ours(found.source.values())


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_stopped(name: str) -> None:
    with pytest.raises(OutOfFuel):
        program(*ENDLESS[name]).enter("run", 1)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_refused(name: str) -> None:
    with pytest.raises((CannotLift, OutOfFuel)):
        program(*REFUSED[name]).enter("run", 1)


@pytest.mark.parametrize("name", CRASHES)
def test_what_a_process_does_not_survive_is_a_crash(name: str) -> None:
    with pytest.raises(Crash):
        program(*CRASHES[name]).enter("run", 1)


def test_conditionals_divide_by_zero_too() -> None:
    assert program("#if 1 / 0\n#error\n#elif 1 % 0\n#else\nint x;\n#endif", "return a;").enter("run", 4) == 4


def test_arguments_are_expanded_once() -> None:
    before = "#define NOTHING(x)\n#define TWICE(x) NOTHING(x) NOTHING(x)"
    assert program(before, f"return {'TWICE(' * 40}1{')' * 40} a;").enter("run", 3) == 3


@pytest.mark.parametrize(
    ("condition", "value"), [("(0 - 1) < 0", 1), ("-7 / 2 == -3", 1), ("1 / 0", 2), ("~0 >= 0", 2)]
)
def test_conditions_have_signed_numbers(condition: str, value: int) -> None:
    before = f"#if {condition}\n#define A 1\n#else\n#define A 2\n#endif"
    assert program(before, "return A;").enter("run", 0) == value


def test_an_array_is_as_long_as_its_last_element() -> None:
    found = program("int some[] = { [3] = 7, 8, [1] = 9 }, after = 5;", "some[4]++; return some[a] * 10 + after;")
    assert [found.enter("run", i) for i in (0, 1, 3, 4)] == [5, 95, 75, 125]


def test_headers_that_include_themselves_are_read_once() -> None:
    files = {"a.c": '#include "a.h"\nint run(int a) { return A; }', "a.h": '#include "a.h"\n#include "b.h"\n'}
    files["b.h"] = '#include "a.h"\n#define A 7\n'
    assert Program(Texts(files), ["a.c"], ("",)).enter("run", 1) == 7


# ---- nothing of it is run as Python --------------------------------------------------------------------------------

_OURS = re.compile(
    r"(v|f|t|pc|sw|table)_?\w*|M|FN|put|copy|clear|fill|cells_at|enter|leave_frame|leave|burn|crash|cannot|fp|_rest"
    r"|quotient|remainder"
)
_NODES = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.GeneratorExp)


def only_ours(sources: Iterable[str]) -> None:
    """The generated Python names nothing but the lifter's own names, reaches into nothing, holds no formatted text."""
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, (*_NODES, ast.JoinedStr, ast.Global, ast.Delete, ast.With, ast.Try))
            if isinstance(node, ast.Name):
                assert _OURS.fullmatch(node.id), node.id
            if isinstance(node, ast.Attribute):
                assert node.attr == "get", node.attr
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "cannot(" in source


@pytest.mark.parametrize("name", NAMES)
def test_names_of_python_are_names_of_c(name: str) -> None:
    before = f"struct {name} {{ int {name}; }}; static struct {name} g_{name}; int f{name}(int x) {{ return x + 1; }}"
    body = f"int {name} = a; struct {name} *p = &g_{name}; p->{name} = {name} + 1; return p->{name} + f{name}(1);"
    found = program(before, body)
    assert found.enter("run", 5) == 8
    only_ours(found.source.values())


@pytest.mark.parametrize("name", ["__import__", "exec", "eval", "put", "burn", "M", "FN"])
def test_functions_named_like_pythons_are_cs(name: str) -> None:
    found = program(f"int {name}(int x) {{ return x + 2; }} int {name}_v = 3;", f"return {name}(a) + {name}_v;")
    assert found.enter("run", 1) == 6
    only_ours(found.source.values())


@pytest.mark.parametrize("text", TEXTS)
def test_texts_stay_texts(text: str) -> None:
    found = program(f'static const char *said = "{text}"; char kept[] = "{text}";', f'said = "{text}"; return said[a];')
    with contextlib.suppress(CannotLift):  # a quote that ends the text early leaves no C
        found.enter("run", 0)
    only_ours(found.source.values())


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_refused_is_quoted(text: str) -> None:
    found = program("", f'double d = 0.5; asm("{text}" : : "r"(d)); return d;', path=f"{text.replace(chr(92), '')}.c")
    with pytest.raises(CannotLift):
        found.enter("run", 0)
    only_ours(found.source.values())


WORDS = [
    "(",
    ")",
    "{",
    "}",
    ";",
    ",",
    '"',
    "'",
    "\\",
    "\n",
    "#if 1\n",
    "#endif\n",
    "/*",
    "*/",
    "*",
    "&",
    "->",
    "a",
    "0",
]
PIECES = ["goto x;", "x:", "__import__", "while (a--)", "case 1:", "({", "})", "sizeof", "?:", "\x00", "é", "return a;"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS + PIECES), max_size=30), st.integers(0, 60))
def test_any_text_ends_in_an_answer(words: list[str], at: int) -> None:
    text = "int b; int run(int a) { if (a > 1) { b += a; } return b ? a : 2; } int x[3];"
    hostile = f"{text[:at]}{' '.join(words)}{text[at:]}"
    found = Program(Texts({"a.c": hostile}), ["a.c"])
    with contextlib.suppress(CannotLift, Crash, OutOfFuel):
        found.enter("run", 3)
    only_ours(found.source.values())
