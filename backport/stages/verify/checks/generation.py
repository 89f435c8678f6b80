"""CI and tests of another generation: written for software, variables and directives that this branch's have not."""

import re
from collections.abc import Iterator

from backport.core.trailers import original
from backport.core.verdict import Finding, Severity
from backport.stages.verify.change import Change
from backport.stages.verify.checks.request import asks
from backport.stages.verify.study import Pair, Study
from backport.vcs.textdiff import edits, split_lines

NAME = "generation"
_CI = re.compile(
    r"\.(?:github|circleci|builds|semaphore)/|(?:\.travis|\.cirrus|\.gitlab-ci|\.?appveyor|azure-pipelines)\.ya?ml$"
)
_OUTSIDE = re.compile(
    rb"latest|VERSION|-W(?:no-)?[a-z]|\b\d+\.\d+\.\d+|\b(?:ubuntu|macos|windows|alpine|fedora|freebsd|debian)-?\d*"
    rb"|image:|\b(?:clang|gcc)\b",
    re.IGNORECASE,
)
_LATEST = re.compile(rb"\blatest\b", re.IGNORECASE)
_TEST = re.compile(r"(?:reg-?)?tests?/")
_VARIABLE = re.compile(rb"\$\{?([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b")
_COMMON = 5  # tests of the fix's tree that use a variable: it is a custom there
_RARE = 10  # of so many there is one in the branch at most


def check(study: Study) -> Iterator[Finding]:
    """CI that builds with other software in the branch; variables that its other tests do not know."""
    yield from _ci(study)
    for pair in study.pairs:
        if pair.result is not None and pair.result.is_text and _TEST.match(pair.path):
            yield from _test(study, pair, pair.result)


def _ci(study: Study) -> Iterator[Finding]:
    """A change of CI alone that nobody asked for here, to a file that names other software than the fix's did."""
    changed = [(pair.raw, pair.result, pair.path) for pair in study.pairs if pair.result is not None]
    if not changed or not all(_CI.match(path) for _, _, path in changed):
        return
    if asks(original(study.exam.origin.commit.message)):
        return
    for raw, result, path in changed:
        if raw is None or result is None or not any(map(_OUTSIDE.search, _touched(result))):
            continue
        odd = [line for line in _touched(Change(path, raw.old, result.old)) if _OUTSIDE.search(line)]
        if odd:
            severity = Severity.SOFT if _floats(result) else Severity.NOTE
            told = "CI builds with other software here than where the fix was made, and nobody asked for this change"
            evidence = tuple(line.strip().decode("utf-8", "replace") for line in odd[:_COMMON])
            yield Finding(NAME, severity, told, path, path, evidence=evidence)


def _floats(result: Change) -> bool:
    """Whether a version that was written down is now whatever is the latest: what works today need not tomorrow."""
    gone, come = _sides(result)
    return any(map(_LATEST.search, come)) and not any(map(_LATEST.search, gone))


def _touched(change: Change) -> list[bytes]:
    gone, come = _sides(change)
    return [*gone, *come]


def _sides(change: Change) -> tuple[list[bytes], list[bytes]]:
    """The lines that a change takes away, and those that it brings."""
    old, new = split_lines(change.old), split_lines(change.new)
    done = edits(change.old, change.new)
    gone = [line for edit in done for line in old[edit.old_start : edit.old_end]]
    come = [line for edit in done for line in new[edit.new_start : edit.new_end]]
    return gone, come


def _test(study: Study, pair: Pair, result: Change) -> Iterator[Finding]:
    said: set[bytes] = set()
    for number in sorted(result.added_lines):
        for name in _VARIABLE.findall(result.new_lines[number - 1]):
            if name not in said and name not in result.old:
                said.add(name)
                theirs, ours = (_users(study, tree, name, pair) for tree in (study.base, study.exam.before))
                if theirs >= _COMMON and ours * _RARE <= theirs:
                    word = name.decode()
                    message = f"{word} is used here, as {theirs} tests of the fix's tree do and {ours} of the branch's"
                    yield Finding(NAME, Severity.SOFT, message, word, pair.path, number)


def _is_test(path: str) -> bool:
    return _TEST.match(path) is not None


def _users(study: Study, tree: str, name: bytes, pair: Pair) -> int:
    found = study.library.mentioning(tree, name.decode(), _is_test)
    return sum(path not in (pair.path, pair.source_path) for path, _ in found)
