"""HAProxy's macros that bend the syntax are read as the C that they stand for."""

import pytest

from backport.csource.parse import parse
from backport.projects.haproxy.cdialect import HAPROXY

DECLARES = "static void drop(struct flow *f)\n{\n\t%s(struct pool *p = f->pool);\n\n\tput(p);\n}\n"


@pytest.mark.parametrize("macro", ["__decl_thread", "__decl_thread_var", "__decl_hathreads"])
def test_a_declaration_for_threads_is_a_declaration(macro: str) -> None:
    assert not parse((DECLARES % macro).encode(), HAPROXY).root_node.has_error
    assert parse((DECLARES % "no_such_macro").encode(), HAPROXY).root_node.has_error
