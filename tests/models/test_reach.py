"""Which functions a model may run through: more than it does, never less."""

import pytest

from backport.models.reach import reaches
from tests.sources import Texts

CODE = """
#define NEXT(x) third(x)
int second(int a) { return NEXT(a); }
static int (*const table[])(int) = { second };
int entry(int a) { return table[a](a); }
int third(int a) { return a; }
int other(int a) { return entry(a); }
"""


def concerned(path: str, function: str, before: str = "") -> bool:
    source = Texts({"a.c": before + CODE, "b.c": "int third(int a);"})
    return reaches(source, ["a.c"], ("",), (), ["entry"], frozenset({(path, function)}))


@pytest.mark.parametrize(
    ("path", "function", "wanted"),
    [
        ("a.c", "entry", True),
        ("a.c", "second", True),
        ("a.c", "third", True),
        ("a.c", "other", False),
        ("a.c", "", True),
        ("b.c", "third", False),
    ],
)
def test_what_names_lead_to(path: str, function: str, wanted: bool) -> None:
    assert concerned(path, function) is wanted


def test_what_cannot_be_read_may_lead_anywhere() -> None:
    assert concerned("a.c", "other", f"#if {'(' * 500}1{')' * 500}\n#endif\n")
