"""Functions of a C file, whatever the preprocessor does around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.csource.dialect import GENERIC, Dialect
from backport.csource.functions import functions, functions_around, functions_named

PLAIN = b"""#include <stdio.h>
/* a brace { in a comment */
struct pair { int a; int b; };
static const char *words[] = { "a", "}" };
static inline int
add(int a, int b)
{
\tif (a == '{')
\t\treturn 0;
\treturn a + b; // }
}
enum color { RED, GREEN };
void (*pick(int which))(int) {
\treturn 0;
}
"""


def named(text: bytes, dialect: Dialect = GENERIC) -> list[tuple[str, int, int]]:
    return [(f.name, f.line, f.last_line) for f in functions(text, dialect)]


def test_blocks_that_are_no_functions_are_left_out() -> None:
    assert named(PLAIN) == [("add", 5, 11), ("pick", 13, 15)]


def test_the_span_is_the_definition() -> None:
    add = functions(PLAIN)[0]
    assert PLAIN[add.start : add.end].startswith(b"static inline int\nadd(")
    assert PLAIN[add.body : add.body + 1] == b"{" and PLAIN[add.start : add.end].endswith(b"// }\n}")


def test_a_brace_opened_in_both_branches_counts_once() -> None:
    text = b"int f(int a)\n{\n#ifdef X\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t}\n}\nint g(void) { return 0; }\n"
    assert named(text) == [("f", 1, 9), ("g", 10, 10)]


def test_functions_of_both_branches_are_found() -> None:
    text = (
        b"#ifdef X\nint f(int a) { return a; }\n#else\nint f(void) { return 0; }\nint g(void) { return 1; }\n#endif\n"
    )
    assert named(text) == [("f", 2, 2), ("f", 4, 4), ("g", 5, 5)]


def test_if_zero_is_found_only_as_the_other_branch() -> None:
    text = b"#if 0\nint old(void) { return 0; }\n#else\nint new(void) { return 0; }\n#endif\n"
    assert named(text) == [("new", 4, 4)]


def test_attributes_and_linkage() -> None:
    text = (
        b'#ifdef __cplusplus\nextern "C" {\n#endif\n'
        b"int f(int a) __attribute__((format(printf, 1, 2)))\n{\n}\nDECLARE(x)\nint g(void) {}\n"
    )
    assert named(text) == [("f", 4, 6), ("g", 8, 8)]


def test_unbalanced_text_still_gives_the_functions_after_it() -> None:
    text = b"int f(void)\n{\n\tif (x) {\n}\n\nint g(void)\n{\n}\n"
    assert named(text) == [("f", 1, 4), ("g", 6, 8)]


def test_project_macros_come_in_as_a_value() -> None:
    dialect = GENERIC | Dialect(attributes=("hot_path",), wrappers=("LOCKED",))
    text = b"LOCKED(int counter);\nint f(void) hot_path\n{\n}\n"
    assert named(text) == []
    assert named(text, dialect) == [("f", 2, 4)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_failing(text: bytes) -> None:
    for function in functions(text):
        assert 0 <= function.start <= function.body < function.end <= len(text)


@given(st.text(alphabet="{}()#ifdens \n\"'/*;\\x", max_size=200))
def test_hostile_layout_is_read_without_failing(text: str) -> None:
    functions(text.encode())


SPREAD = """int one(void)
{
	return 1;
}

#ifdef A
struct s { int x; };
static int two(int n)
{
	if (n) {
		return one();
	}
	return 2;
}
#endif

int three(void) { return two(3); }
"""


@pytest.mark.parametrize("line", range(1, SPREAD.count("\n") + 1))
def test_functions_around_a_line_are_those_of_the_whole_file(line: int) -> None:
    text = SPREAD.encode()
    whole = tuple(item for item in functions(text) if item.line <= line <= item.last_line)
    assert functions_around(text, [line]) == whole


@pytest.mark.parametrize(
    ("name", "lines"), [("one", (1, 4)), ("two", (8, 14)), ("three", (17, 17)), ("s", ()), ("", ())]
)
def test_functions_by_name(name: str, lines: tuple[int, ...]) -> None:
    found = functions_named(SPREAD.encode(), name)
    assert tuple(number for item in found for number in (item.line, item.last_line)) == lines
