"""Members, flags, conditions, headers, tables, scripts, documents, requests: each firing and not firing."""

import pytest

from backport.core.verdict import Severity
from tests.repos import Repo
from tests.stages.verify.exams import Files, exam_of, found

SOFT, HARD, NOTE = Severity.SOFT, Severity.HARD, Severity.NOTE


def _unit(*lines: str) -> str:
    return "int go(struct link *l)\n{\n" + "".join(f"\t{line}\n" for line in lines) + "\treturn 0;\n}\n"


def _struct(*members: str) -> str:
    return "struct link {\n" + "".join(f"\tint {member};\n" for member in members) + "};\n"


def test_a_member_that_the_type_lacks(repo: Repo) -> None:
    base: Files = {"l.h": _struct("state", "target"), "a.c": _unit()}
    fix: Files = {"a.c": _unit("l->target = l->state;")}
    exam = exam_of(repo, base, fix, {"l.h": _struct("state"), "a.c": _unit()}, fix)
    assert found(exam, "members") == [(HARD, "link.target", "a.c", 3)]


def test_a_member_that_neither_tree_has_in_that_type(repo: Repo) -> None:
    base: Files = {"l.h": _struct("state", "target"), "a.c": _unit()}
    exam = exam_of(repo, base, {"a.c": _unit("l->target = 1;")}, base, {"a.c": _unit("l->goal = 1;")})
    assert found(exam, "members") == [(SOFT, "link.goal", "a.c", 3)]


CHAIN = (
    "struct side {\n\tint state;\n\tstruct link *link;\n};\n"
    "struct link {\n\tstruct task *go;\n\tstruct side *side;\n};\n"
)


def test_a_member_behind_other_members(repo: Repo) -> None:
    """The way leads over what the members point to; a tag in a struct is no member."""
    fix: Files = {"a.c": _unit("l->side->link->task = 1;", "l->side->state = 1;", "l->side->none->task = 1;")}
    newer = CHAIN.replace("*go", "*task")
    exam = exam_of(repo, {"l.h": newer, "a.c": _unit()}, fix, {"l.h": CHAIN, "a.c": _unit()}, fix)
    assert found(exam, "members") == [(HARD, "link.task", "a.c", 3), (SOFT, "side.none", "a.c", 5)]


def test_members_that_are_there_or_come_from_a_macro(repo: Repo) -> None:
    base: Files = {"l.h": _struct("state", "target"), "a.c": _unit()}
    fix: Files = {"a.c": _unit("l->target = l->state;")}
    older = "#define LINK_COMMON \\\n\tint state; \\\n\tint target\nstruct link {\n\tLINK_COMMON;\n};\n"
    assert found(exam_of(repo, base, fix, {"l.h": older, "a.c": _unit()}, fix), "members") == []


def test_a_bit_that_the_branch_uses_already(repo: Repo) -> None:
    new = "#define LK_F_NEW  0x0004\n"
    here = "#define LK_F_MINE 0x0004\n"
    exam = exam_of(repo, {"l.h": "int x;\n"}, {"l.h": "int x;\n" + new}, {"l.h": here}, {"l.h": here + new})
    assert found(exam, "flags") == [(HARD, "LK_F_NEW LK_F_MINE", "l.h", 2)]


def test_a_free_bit_and_another_family(repo: Repo) -> None:
    new = "#define LK_F_NEW  0x0008\n"
    here = "#define LK_F_MINE 0x0004\n#define TK_F_MINE 0x0008\n"
    exam = exam_of(repo, {"l.h": "int x;\n"}, {"l.h": "int x;\n" + new}, {"l.h": here}, {"l.h": here + new})
    assert found(exam, "flags") == []


DECLARATION = "static int off = 0;\n"
PARSER = "int parse(void)\n{\n\toff = 1;\n\treturn 0;\n}\n"


def test_a_variable_that_exists_under_a_condition_only(repo: Repo) -> None:
    base: Files = {"a.c": "int x;\n"}
    fix: Files = {"a.c": "int x;\n" + DECLARATION + PARSER}
    guarded = "#ifdef HAVE_TRIM\n{}int trim(void)\n{{\n\treturn 1;\n}}\n#endif\n"
    exam = exam_of(repo, base, fix, {"a.c": guarded.format("")}, {"a.c": guarded.format(DECLARATION) + PARSER})
    assert found(exam, "guarded") == [(SOFT, "off", "a.c", 10)]


def test_a_variable_used_under_its_condition_or_defined_under_both(repo: Repo) -> None:
    base: Files = {"a.c": "int x;\n"}
    fix: Files = {"a.c": "int x;\n" + DECLARATION + PARSER}
    inside = f"#ifdef HAVE_TRIM\n{DECLARATION}{PARSER}#endif\n"
    assert found(exam_of(repo, base, fix, {"a.c": "int y;\n"}, {"a.c": "int y;\n" + inside}), "guarded") == []
    both = f"#if defined(HAVE_TRIM)\n{DECLARATION}#else\nstatic int off = 1;\n#endif\n{PARSER}"
    repo.switch("master")
    repo.git("branch", "-D", "stable")
    assert found(exam_of(repo, {"a.c": "int z;\n"}, fix, {"a.c": "int y;\n"}, {"a.c": both}), "guarded") == []


USER = "int cmp(void)\n{\n\tssize_t n = 0;\n\treturn n;\n}\n"


def test_a_system_type_without_its_header(repo: Repo) -> None:
    base: Files = {"include/t.h": "#include <sys/types.h>\n", "a.c": '#include "t.h"\n'}
    older: Files = {"include/t.h": "#include <string.h>\n", "a.c": '#include "t.h"\n'}
    change: Files = {"a.c": '#include "t.h"\n' + USER}
    assert found(exam_of(repo, base, change, older, change), "headers") == [(SOFT, "ssize_t", "a.c", 4)]


def test_a_system_type_whose_header_is_read(repo: Repo) -> None:
    base: Files = {"include/t.h": "#include <sys/types.h>\n", "a.c": '#include "t.h"\n'}
    change: Files = {"a.c": '#include "t.h"\n' + USER}
    assert found(exam_of(repo, base, change, base, change), "headers") == []


WARN = "void ha_warn(const char *text);\n"
CALLS = 'int cmp(void)\n{\n\tha_warn("x");\n\treturn 0;\n}\n'


def test_a_call_without_the_header_that_declares_it(repo: Repo) -> None:
    base: Files = {"log.h": WARN, "log.c": '#include "log.h"\n', "a.c": '#include "log.h"\nint x;\n'}
    older: Files = base | {"a.c": "#include <string.h>\nint x;\n"}
    change: Files = {"a.c": '#include "log.h"\nint x;\n' + CALLS}
    result: Files = {"a.c": "#include <string.h>\nint x;\n" + CALLS}
    assert found(exam_of(repo, base, change, older, result), "headers") == [(SOFT, "ha_warn", "a.c", 5)]


LACKING = (SOFT, "ha_warn", "src/net/a.c", 5)


@pytest.mark.parametrize(("include", "expected"), [('"log.h"', []), ("<log.h>", [LACKING])])
def test_a_header_in_a_folder_that_only_its_makefile_knows(repo: Repo, include: str, expected: list[object]) -> None:
    """In quotes the one header of that name is meant; in angle brackets it may be the system's."""
    base: Files = {
        "src/basic/log.h": WARN,
        "src/net/all.h": '#include "log.h"\n',
        "src/net/a.c": '#include "all.h"\nint x;\n',
    }
    change: Files = {"src/net/a.c": '#include "all.h"\nint x;\n' + CALLS}
    exam = exam_of(repo, base, change, base | {"src/net/all.h": f"#include {include}\n"}, change)
    assert found(exam, "headers") == expected


def test_a_call_whose_header_is_read(repo: Repo) -> None:
    base: Files = {"log.h": WARN, "a.c": '#include "log.h"\nint x;\n'}
    change: Files = {"a.c": '#include "log.h"\nint x;\n' + CALLS}
    assert found(exam_of(repo, base, change, base, change), "headers") == []


def test_a_name_of_the_system_whose_header_all_others_read(repo: Repo) -> None:
    users: Files = {f"{name}.c": "#include <errno.h>\nint f(void) { return errno; }\n" for name in "bcd"}
    body = "int g(void)\n{\n\treturn errno;\n}\n"
    base: Files = users | {"a.c": "#include <errno.h>\nint x;\n"}
    change: Files = {"a.c": "#include <errno.h>\nint x;\n" + body}
    exam = exam_of(repo, base, change, users | {"a.c": "int x;\n"}, {"a.c": "int x;\n" + body})
    assert found(exam, "headers") == [(SOFT, "errno", "a.c", 4)]


def test_a_name_of_the_system_that_the_header_of_most_users_has_not(repo: Repo) -> None:
    users: Files = {f"{name}.c": "#include <errno.h>\nint f(void) { return abs(errno); }\n" for name in "bcd"}
    body = "int g(void)\n{\n\treturn abs(1);\n}\n"
    base: Files = users | {"a.c": "#include <errno.h>\nint x;\n"}
    change: Files = {"a.c": "#include <errno.h>\nint x;\n" + body}
    exam = exam_of(repo, base, change, users | {"a.c": "int x;\n"}, {"a.c": "int x;\n" + body})
    assert found(exam, "headers") == []


def test_a_name_that_a_header_uses_and_does_not_give(repo: Repo) -> None:
    header = "static inline int same(char *a)\n{\n\treturn cmp(a);\n}\n"
    base: Files = {"b.h": header, "a.c": '#include "b.h"\nint x;\n'}
    body = "int g(void)\n{\n\treturn cmp(0);\n}\n"
    exam = exam_of(repo, base, {"a.c": str(base["a.c"]) + body}, base | {"a.c": "int x;\n"}, {"a.c": "int x;\n" + body})
    assert found(exam, "headers") == []


def _parsers(qualifier: str, *names: str) -> tuple[str, str]:
    rows = "".join(f'\t{{ "{name}", {name} }},\n' for name in names)
    bodies = "".join(f"static int {name}({qualifier}struct proxy *px)\n{{\n\treturn 0;\n}}\n" for name in names)
    return bodies, rows


def test_a_parser_with_the_parameters_of_another_version(repo: Repo) -> None:
    bodies, rows = _parsers("", "one", "two")
    new, row = _parsers("const ", "three")
    before = f"{bodies}struct kw kws[] = {{\n{rows}}};\n"
    after = f"{bodies}{new}struct kw kws[] = {{\n{rows}{row}}};\n"
    exam = exam_of(repo, {"a.c": "int x;\n"}, {"a.c": "int y;\n"}, {"a.c": before}, {"a.c": after})
    assert found(exam, "signatures") == [(SOFT, "three", "a.c", 9)]


def test_a_parser_like_the_others(repo: Repo) -> None:
    bodies, rows = _parsers("", "one", "two")
    new, row = _parsers("", "three")
    before = f"{bodies}struct kw kws[] = {{\n{rows}}};\n"
    after = f"{bodies}{new}struct kw kws[] = {{\n{rows}{row}}};\n"
    exam = exam_of(repo, {"a.c": "int x;\n"}, {"a.c": "int y;\n"}, {"a.c": before}, {"a.c": after})
    assert found(exam, "signatures") == []


def test_a_script_that_uses_a_name_it_lacks(repo: Repo) -> None:
    base: Files = {"m.py": "ref = 'main'\nprint(ref)\n"}
    fix: Files = {"m.py": "ref = 'main'\nif ref:\n    print(ref)\n"}
    exam = exam_of(
        repo, base, fix, {"m.py": "print(missing_before)\n"}, {"m.py": "if ref:\n    print(missing_before)\n"}
    )
    assert found(exam, "scripts") == [(HARD, "ref", "m.py", 1)]


def test_a_script_that_is_broken_after_the_change(repo: Repo) -> None:
    base: Files = {"m.py": "print(1)\n"}
    exam = exam_of(repo, base, {"m.py": "print(2)\n"}, base, {"m.py": "print(2\n"})
    assert found(exam, "scripts") == [(SOFT, "m.py", "m.py", 0)]


DOC = "Settings\n========\n"
HEADING = "tune.new-size <size>\n  The size.\n"


def test_a_setting_documented_that_no_source_has(repo: Repo) -> None:
    base: Files = {"a.c": 'char *kw = "tune.new-size";\n', "d.txt": DOC}
    exam = exam_of(repo, base, {"d.txt": DOC + HEADING}, {"a.c": "int x;\n", "d.txt": DOC}, {"d.txt": DOC + HEADING})
    assert found(exam, "documents") == [(SOFT, "tune.new-size", "d.txt", 3)]


def test_a_setting_documented_that_is_there(repo: Repo) -> None:
    base: Files = {"a.c": 'char *kw = "tune.new-size";\n', "d.txt": DOC}
    assert found(exam_of(repo, base, {"d.txt": DOC + HEADING}, base, {"d.txt": DOC + HEADING}), "documents") == []


def test_a_text_that_speaks_of_what_the_branch_s_text_does_not_have(repo: Repo) -> None:
    known = DOC + 'The other one is "tune.old-size".\n'
    base: Files = {"d.txt": known + "  - tune.new-size\n"}
    more = 'See "tune.new-size" and "tune.old-size".\n'
    exam = exam_of(repo, base, {"d.txt": base["d.txt"] + more}, {"d.txt": known}, {"d.txt": known + more})
    assert found(exam, "documents") == [(SOFT, "tune.new-size", "d.txt", known.count("\n") + 1)]


def _request(repo: Repo, message: str) -> list[tuple[Severity, str, str, int]]:
    base: Files = {"a.c": "int x;\n"}
    return found(exam_of(repo, base, {"a.c": "int y;\n"}, base, {"a.c": "int y;\n"}, message), "request")


def test_a_change_that_nobody_asked_for(repo: Repo) -> None:
    assert _request(repo, "MEDIUM: link: work faster\n\nIt does.\n") == [(SOFT, "request", "", 0)]


def test_a_change_that_whoever_made_the_backport_says_something_of(repo: Repo) -> None:
    told = "MEDIUM: link: work faster\n\nIt does.\n\n[xy: needed for the next fix]\n"
    assert _request(repo, told) == [(NOTE, "request", "", 0)]


def test_a_fix_that_says_none_is_needed(repo: Repo) -> None:
    assert _request(repo, "BUG/MINOR: link: count\n\nNo backport needed.\n") == [(NOTE, "request", "", 0)]


def test_a_fix_that_asks(repo: Repo) -> None:
    assert _request(repo, "MEDIUM: link: count\n\nThis must be backported as far as 2.0.\n") == []


TESTED = "#ifdef USE_OLD_LINKER\nint old;\n#endif\n"
LISTED = "use_opts = USE_OLD_LINKER USE_THREAD\n"


def test_an_option_that_never_reaches_the_compiler(repo: Repo) -> None:
    base: Files = {"a.c": "int x;\n", "Makefile": "use_opts = USE_THREAD\n"}
    fix: Files = {"a.c": "int x;\n" + TESTED, "Makefile": LISTED}
    branch: Files = {"a.c": "int x;\n", "Makefile": "FLAGS += -DUSE_THREAD\n"}
    port: Files = {"a.c": "int x;\n" + TESTED, "Makefile": "FLAGS += -DUSE_THREAD\nUSE_OLD_LINKER = implicit\n"}
    assert found(exam_of(repo, base, fix, branch, port), "options") == [(SOFT, "USE_OLD_LINKER", "a.c", 2)]


@pytest.mark.parametrize("units", ["OBJS = a.o b.o\n", "OBJS = $(wildcard *.c)\n"])
def test_a_new_file_that_nothing_builds(repo: Repo, units: str) -> None:
    base: Files = {"a.c": "int x;\n", "Makefile": units}
    fix: Files = {"a.c": "int y;\n", "b.c": "int z;\n"}
    branch: Files = {"a.c": "int x;\n", "Makefile": units.replace(" b.o", "")}
    expected = [(SOFT, "b.c", "b.c", 0)] if "b.o" in units else []
    assert found(exam_of(repo, base, fix, branch, fix), "options") == expected


def test_a_new_file_that_comes_with_its_line_of_the_makefile(repo: Repo) -> None:
    base: Files = {"a.c": "int x;\n", "Makefile": "OBJS = a.o\n"}
    fix: Files = {"b.c": "int z;\n", "Makefile": "OBJS = a.o b.o\n"}
    assert found(exam_of(repo, base, fix, base, fix), "options") == []


def test_an_option_passed_on_one_by_one_or_all_at_once(repo: Repo) -> None:
    base: Files = {"a.c": "int x;\n", "Makefile": "use_opts = USE_THREAD\n"}
    fix: Files = {"a.c": "int x;\n" + TESTED, "Makefile": LISTED}
    assert found(exam_of(repo, base, fix, base, fix), "options") == []
