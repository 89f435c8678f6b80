"""Files that written lines name and the branch does not have: headers, sources, and what tests and scripts read."""

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from backport.core.verdict import Finding, Severity
from backport.csource.spans import without_comments
from backport.stages.verify.change import Change
from backport.stages.verify.library import is_code
from backport.stages.verify.study import Pair, Study

NAME = "references"
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"\n]+)[>\"]")
_FILE = re.compile(
    rb"(?<![\w./$-])(?:\$\{?\w+\}?/)?((?:[\w-][\w.-]*/)*[\w-][\w-]*(?:\.[\w-]+)*\.[A-Za-z][\w-]{0,11})(?![\w-])"
)
# What a makefile makes: an object wherever it is named, a program where a rule for it begins.
_MADE = re.compile(rb"(?<![\w./$()-])([\w-][\w./-]*)\.o(?![\w.])|^([\w-][\w.-]*(?:/[\w.-]+)+)[ \t]*:(?!=)")
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".S")
_ROOTS = ("include", "", "src")
_SCRIPTS = (".vtc", ".sh", ".py", ".pl", ".yml", ".yaml", ".cfg", ".mk")


def check(study: Study) -> Iterator[Finding]:
    """Includes, and names of files in tests and scripts, that the fix's tree resolves and the branch does not."""
    for pair in study.pairs:
        if pair.result is not None and pair.result.is_text and pair.result.new:
            if is_code(pair.path):
                yield from _includes(study, pair, pair.result)
            elif pair.path.endswith(_SCRIPTS) or basename(pair.path).startswith("Makefile"):
                yield from _files(study, pair, pair.result)
                if not pair.path.endswith(_SCRIPTS[:-1]):
                    yield from _sources(study, pair, pair.result)


def _includes(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    for number in sorted(result.added_lines):
        found = _INCLUDE.match(result.new_lines[number - 1])
        if found is None:
            continue
        name = found[2].decode(errors="replace")
        if _there(study, study.exam.after, pair.path, name) or not _there(study, study.fix, pair.source_path, name):
            continue
        if not _commented(result, number):
            yield Finding(NAME, Severity.HARD, f"the branch has no {name} to include", name, pair.path, number)


def _commented(change: Change, number: int) -> bool:
    return not without_comments(change.new).split(b"\n")[number - 1].strip()


def _files(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    """A name counts where the fix's tree has the file beside its own, or below its top."""
    said: set[str] = set()
    for number in sorted(result.added_lines):
        for found in _FILE.finditer(result.new_lines[number - 1]):
            name = found[1].decode(errors="replace")
            if name in said or found[1] in result.old:
                continue
            said.add(name)
            theirs = _beside(study, study.fix, pair.source_path or pair.path, name)
            if theirs and not _beside(study, study.exam.after, pair.path, name):
                message = f"this names {name}, which the fix's tree has and the branch does not"
                evidence = (f"in the fix's tree: {theirs}",)
                yield Finding(NAME, Severity.SOFT, message, name, pair.path, number, evidence)


def _sources(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    """What a makefile newly makes has its source where the fix's tree has it."""
    said: set[str] = set()
    for number in sorted(result.added_lines):
        for found in _MADE.finditer(result.new_lines[number - 1]):
            name = (found[1] or found[2]).decode(errors="replace")
            if name in said or found[0].rstrip(b": \t") in result.old:
                continue
            said.add(name)
            sources = [name + ending for ending in _SOURCES]
            theirs = next(filter(None, (_beside(study, study.fix, pair.path, source) for source in sources)), "")
            if theirs and not any(_beside(study, study.exam.after, pair.path, source) for source in sources):
                message = f"this makes {name}, whose source {theirs} the fix's tree has and the branch does not"
                yield Finding(NAME, Severity.SOFT, message, name, pair.path, number)


def _there(study: Study, tree: str, path: str, name: str) -> bool:
    """Whether an include finds a file: beside the file, below a root, or anywhere by its full name."""
    files = study.library.files(tree)
    places = (normpath(join(root, name)) for root in (dirname(path), *_ROOTS))
    return any(place in files for place in places) or any(other.endswith("/" + name) for other in files)


def _beside(study: Study, tree: str, path: str, name: str) -> str:
    places = (normpath(join(root, name)) for root in (dirname(path), ""))
    return next((place for place in places if study.exam.objects.entry(tree, place) is not None), "")
