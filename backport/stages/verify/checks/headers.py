"""What a file begins to use without the header that it had it from in the fix's tree: system types, calls, macros."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from posixpath import dirname, join, normpath

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_literals
from backport.stages.verify.change import Change
from backport.stages.verify.library import has_word
from backport.stages.verify.study import Pair, Study

NAME = "headers"
_TYPE = re.compile(rb"\b[a-z]\w*_t\b")
_ROOTS = ("include", "", "ebtree", "include/import")
_MOST = 300  # files reached from one; more is no include tree
_USERS = 12  # files that use a name: enough to see which header they have it from
_FEW = 3
_MOSTLY = 0.7  # of them; the rest has it by another header
# What a header of the system declares, as POSIX.1-2017 lists it on the header's page: only what is mistaken often.
_DECLARES = {
    "errno.h": re.compile(r"errno|E[A-Z0-9]+"),
    "ctype.h": re.compile(r"is[a-z]+|to(?:upper|lower|ascii)"),
    "limits.h": re.compile(r"\w+_(?:MAX|MIN|BIT)"),
    "string.h": re.compile(r"(?:mem|str)[a-z]+|size_t"),
    "unistd.h": re.compile(r"[a-z]\w*|_SC_\w+|_PC_\w+|[A-Z]_OK|STD\w+_FILENO|SEEK_\w+"),
    "stdio.h": re.compile(
        r"[a-z]*(?:printf|scanf|put|get|open|close|read|write|seek|tell|flush|err)[a-z]*|s?size_t|off_t"
    ),
    "stdlib.h": re.compile(r"[a-z]\w*|EXIT_\w+|RAND_MAX"),
    "sched.h": re.compile(r"sched_\w+|SCHED_\w+|cpu_\w+|CPU_\w+|(?:pid|time|size)_t"),
    "fcntl.h": re.compile(r"fcntl|open(?:at)?|creat|posix_\w+|[FOS]_\w+|(?:mode|off|pid)_t"),
    "execinfo.h": re.compile(r"backtrace\w*"),
    "assert.h": re.compile(r"assert"),
    "stdarg.h": re.compile(r"va_\w+"),
    "stdint.h": re.compile(r"u?int\w+_t|U?INT\w+|SIZE_MAX"),
    "stddef.h": re.compile(r"size_t|ptrdiff_t|wchar_t|offsetof|NULL"),
    "signal.h": re.compile(r"sig\w+|SIG\w+|SA_\w+|kill\w*|raise|p(?:id|thread)_t|pthread_(?:kill|sigmask)|uid_t"),
}
_USED = re.compile(rb"(?<![\w.>])([A-Za-z_]\w*)(?=[ \t]*\()|\b([A-Z][A-Z0-9]*_[A-Z0-9_]+|errno)\b")


def check(study: Study) -> Iterator[Finding]:
    """Words new to the file, known to none of the headers it reads, while the fix's file reads one that has them."""
    for pair, result in study.code:
        for name, line in _new_types(study, result).items():
            yield from _judge(study, pair, name, line)
        for name, line in _new_names(result).items():
            yield from _judge_name(study, pair, name, line)


def _new_types(study: Study, result: Change) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in result.added():
        for match in _TYPE.finditer(line):
            if not has_word(result.old, match[0]):
                found.setdefault(match[0].decode(), number)
    return {name: line for name, line in found.items() if not _typedef(study, name)}


def _new_names(result: Change) -> dict[str, int]:
    """What is called, and macros, that the file had not and the change does not define."""
    found: dict[str, int] = {}
    for number, line in result.added():
        for match in _USED.finditer(without_literals(line)):
            name = match[1] or match[2]
            if not has_word(result.old, name) and not _made(result.new, name):
                found.setdefault(name.decode(), number)
    return found


def _made(text: bytes, name: bytes) -> bool:
    """Whether a text defines a name: a macro, or at the left margin."""
    return re.search(rb"^(?:\s*#\s*define\s+|\w[^;=\n]*\b)%s\b" % name, text, re.MULTILINE) is not None


def _given(text: bytes, name: bytes) -> bool:
    """Whether a header gives a name: as `_made` has it, or as a value of an enum on its line."""
    return _made(text, name) or re.search(rb"^\s+%s\s*(?:[=,}/]|$)" % name, text, re.MULTILINE) is not None


def _judge_name(study: Study, pair: Pair, name: str, line: int) -> Iterator[Finding]:
    """A name of the branch's that no header read here has, or of the system's that all who use it read a header for."""
    word = name.encode()
    reached, system = _reach(study, study.exam.after, pair.path)
    if _says(study, study.exam.after, reached, pair.path, word):
        return
    theirs, more = _reach(study, study.fix, pair.source_path or pair.path)
    users = [path for path, _ in study.library.mentioning(study.exam.after, name) if path != pair.path]
    mentioned = [path for path in users if not path.endswith(".c")]
    headers = [path for path in mentioned if _given(study.library.read(study.exam.after, path) or b"", word)]
    message = ""
    if headers and _says(study, study.fix, theirs, pair.source_path or pair.path, word):
        message = f"{name} is new to this file, which does not read {headers[0]}"
    elif not mentioned:
        wanted = sorted(
            header
            for header in more - system
            if _may_declare(header, name) and _all_read(study, users[:_USERS], header)
        )
        message = f"{name} is new to this file; the others that use it read {wanted[0]}" if wanted else ""
    if message:
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, line, tuple(headers[:3]))


def _says(study: Study, tree: str, paths: Iterable[str], but: str, word: bytes) -> bool:
    return any(has_word(study.library.read(tree, path) or b"", word) for path in paths if path != but)


def _all_read(study: Study, users: Sequence[str], header: str) -> bool:
    files = study.library.files(study.exam.after)
    reading = sum(header in study.library.included(files[path]) for path in users)
    return len(users) >= _FEW and reading >= _MOSTLY * len(users)


def _may_declare(header: str, name: str) -> bool:
    """Whether a header of the system may have the name; one that the table does not know may."""
    declares = _DECLARES.get(header)
    return declares is None or declares.fullmatch(name) is not None


def _typedef(study: Study, name: str) -> bool:
    """Whether the branch itself makes the type."""
    word = name.encode()
    made = re.compile(rb"\btypedef\b[^;{}]*\b%s\b|\}[^;{}\n]*\b%s\s*;|#\s*define\s+%s\b" % (word, word, word))
    return any(made.search(text) for _, text in study.library.mentioning(study.exam.after, name))


def _judge(study: Study, pair: Pair, name: str, line: int) -> Iterator[Finding]:
    reached, system = _reach(study, study.exam.after, pair.path)
    texts = (study.library.read(study.exam.after, path) or b"" for path in reached if path != pair.path)
    if any(has_word(text, name.encode()) for text in texts):
        return
    _, theirs = _reach(study, study.fix, pair.source_path or pair.path)
    lacking = sorted(header for header in theirs - system if _may_declare(header, name))
    if lacking:
        message = f"{name} is new to this file, which does not read the header that the fix's file has it from"
        evidence = (f"system headers of the fix's file only: {', '.join(lacking)}",)
        yield Finding(NAME, Severity.SOFT, message, name, pair.path, line, evidence)


def _reach(study: Study, tree: str, path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tree's files that a file includes, itself among them, and the headers that the tree does not have."""
    files = study.library.files(tree)
    reached: set[str] = set()
    system: set[str] = set()
    stack = [path]
    while stack and len(reached) < _MOST:
        at = stack.pop()
        if at in reached or at not in files:
            continue
        reached.add(at)
        quoted = study.library.quoted(files[at])
        for wanted in study.library.included(files[at]):
            found = next((place for place in _places(dirname(at), wanted) if place in files), "")
            if not found and wanted in quoted:
                found = study.library.header(tree, wanted)
            if found:
                stack.append(found)
            else:
                system.add(wanted)
    return frozenset(reached), frozenset(system)


@lru_cache(maxsize=20_000)
def _places(folder: str, wanted: str) -> tuple[str, ...]:
    """Where a header may be that a file of this folder names."""
    return tuple(normpath(join(root, wanted)) for root in (folder, *_ROOTS))
