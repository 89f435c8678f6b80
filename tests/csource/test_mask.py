"""The mask keeps every offset and makes preprocessor-heavy C parse."""

from hypothesis import given
from hypothesis import strategies as st

from backport.csource.conditionals import Keep
from backport.csource.dialect import GENERIC, Dialect
from backport.csource.mask import mask
from backport.csource.parse import parse

DIALECT = GENERIC | Dialect(
    attributes=("thread_local_",),
    wrappers=("LOCKED",),
    loops=("list_walk",),
    type_arguments=("LIST_ELEM",),
)

HEAVY = b"""#include "a.h"
#define TWICE(x) \\
\t((x) + (x))
static thread_local_ int n; /* { */
LOCKED(static int lock);
int walk(struct list *head)
{
\tstruct node *n;
\tlist_walk(n, head, link) {
\t\tstruct node *other = LIST_ELEM(n->next, struct node *, link);
\t\tunsigned *q = LIST_ELEM(n, unsigned int *, link);
#ifdef DEEP
\t\tif (other) {
#else
\t\tif (q) {
#endif
\t\t\treturn 1;
\t\t}
\t}
\tswitch (n->a) {
\tcase 'a' ... 'z':
\t\treturn 2;
\t}
\treturn 0;
}
"""


def test_heavy_text_parses_whichever_branch_is_kept() -> None:
    for keep in Keep:
        tree = parse(HEAVY, DIALECT, keep)
        assert not tree.root_node.has_error, tree.root_node
    assert parse(HEAVY).root_node.has_error


def test_what_the_mask_writes() -> None:
    lines = [line.rstrip() for line in mask(HEAVY, DIALECT).decode().split("\n")]
    assert lines == [
        "",
        "",
        "",
        "static               int n;",
        "       static int lock ;",
        "int walk(struct list *head)",
        "{",
        "\tstruct node *n;",
        "\twhile    (n, head, link) {",
        "\t\tstruct node *other = LIST_ELEM(n->next,        node  , link);",
        "\t\tunsigned *q = LIST_ELEM(n, T_            , link);",
        "",
        "\t\tif (other) {",
        "",
        "",
        "",
        "\t\t\treturn 1;",
        "\t\t}",
        "\t}",
        "\tswitch (n->a) {",
        "\tcase 'a'        :",
        "\t\treturn 2;",
        "\t}",
        "\treturn 0;",
        "}",
        "",
    ]


def test_the_last_branch_can_be_kept_instead() -> None:
    text = b"#if A\na;\n#elif B\nb;\n#else\nc;\n#endif\nd;\n#ifdef E\ne;\n#endif\n"
    assert mask(text).split() == [b"a;", b"d;", b"e;"]
    assert mask(text, GENERIC, Keep.LAST).split() == [b"c;", b"d;", b"e;"]


def test_strings_that_look_like_comments_stay() -> None:
    assert mask(b'char *s = "/* no */"; // yes\n') == b'char *s = "/* no */";       \n'


def test_a_comment_does_not_end_a_macro() -> None:
    text = b"#define A /* one \\\n two */ \\\n {\nint x;\n"
    assert mask(text).split() == [b"int", b"x;"]


@given(st.binary(max_size=300), st.sampled_from(Keep))
def test_length_and_line_ends_stay(text: bytes, keep: Keep) -> None:
    shown = mask(text, DIALECT, keep)
    assert len(shown) == len(text)
    assert [i for i, c in enumerate(shown) if c in b"\r\n"] == [i for i, c in enumerate(text) if c in b"\r\n"]


@given(st.text(alphabet="#ifdelsn01 \n\\\"'/*(){}xLIST_EM,", max_size=200))
def test_hostile_text_keeps_its_length(text: str) -> None:
    assert len(mask(text.encode(), DIALECT)) == len(text.encode())
