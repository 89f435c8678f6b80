"""Functions of a table whose parameters differ from those of their neighbours in it."""

import re
from collections.abc import Iterator

from backport.core.verdict import Finding, Severity
from backport.csource.functions import Function, functions, functions_around
from backport.csource.spans import without_literals
from backport.stages.verify.change import is_name, tokens
from backport.stages.verify.study import Study

NAME = "signatures"
_ROW = re.compile(rb"^[ \t]*\{([^{};]*)\}[ \t]*,?", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")
_NEIGHBOURS = 2  # that agree with each other and not with the new one


def check(study: Study) -> Iterator[Finding]:
    """New functions in a table of functions, the others of which all take something else."""
    for pair, result in study.code:
        touched = functions_around(result.new, result.added_lines, study.exam.dialect)
        fresh = [function.name for function in touched if function.line in result.added_lines]
        if not fresh:
            continue
        text = without_literals(result.code_new)
        known = {function.name: function for function in functions(result.new, study.exam.dialect)}
        for name in fresh if len(known) > _NEIGHBOURS else ():
            own = _types(text, known[name]) if name in known else ()
            others = {_types(text, known[other]) for other in _beside(text, name, known)}
            count = len(_beside(text, name, known))
            if count >= _NEIGHBOURS and len(others) == 1 and own not in others and _nearly(own, *others):
                message = f"{name} takes other parameters than its {count} neighbours in the table"
                yield Finding(NAME, Severity.SOFT, message, name, pair.path, known[name].line)


def _beside(text: bytes, name: str, known: dict[str, Function]) -> list[str]:
    """The functions that stand in the rows next to the one that names this function."""
    rows = [{word.decode() for word in _WORD.findall(row[1])} & known.keys() for row in _ROW.finditer(text)]
    at = next((number for number, row in enumerate(rows) if name in row), None)
    near = rows[max(0, at - 4) : at + 5] if at is not None else []
    return sorted({other for row in near for other in row if other != name and len(row) == 1})


def _types(text: bytes, function: Function) -> tuple[bytes, ...]:
    """The parameters without their names."""
    head = text[function.start : function.body]
    inside = head[head.find(b"(") + 1 : head.rfind(b")")]
    return tuple(token for part in inside.split(b",") for token in (*_nameless(tokens(part)), b","))


def _nameless(part: tuple[bytes, ...]) -> tuple[bytes, ...]:
    last = max((number for number, token in enumerate(part) if is_name(token)), default=0)
    return tuple(token for number, token in enumerate(part) if number != last or number == 0)


def _nearly(one: tuple[bytes, ...], two: tuple[bytes, ...]) -> bool:
    """Whether they differ in qualifiers only, as they do when a prototype changed between versions."""
    qualifiers = (b"const", b"volatile", b"unsigned")
    return [t for t in one if t not in qualifiers] == [t for t in two if t not in qualifiers]
