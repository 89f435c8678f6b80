"""How the result's change differs from the fix's, and the rule or the reason that accounts for each difference."""

from collections.abc import Iterator, Sequence

from backport.core.difference import Difference
from backport.core.verdict import Finding
from backport.csource.spans import without_comments, without_literals
from backport.stages.verify.account import Statement, substitutions
from backport.stages.verify.change import Hunk, statements
from backport.stages.verify.library import IDENTIFIER
from backport.stages.verify.study import Pair, Study

_MOST = 200  # differences; a backport with more is another change


def certificate(study: Study, findings: Sequence[Finding]) -> tuple[Difference, ...]:
    """The differences between the two changes, file by file. Empty: line by line the result does what the fix does.

    A difference without `because` is one that nothing accounts for.
    """
    found = [*_files(study), *_rules(study), *_rest(study, findings)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _files(study: Study) -> Iterator[Difference]:
    """Files that one change has and the other has not, or under another name."""
    for pair in study.pairs:
        if pair.raw is not None and pair.result is None:
            there = f"the branch has it as {pair.path}" if pair.path else "the branch does not have the file"
            because = "left out knowingly" if pair.dropped else "" if pair.path else there
            yield Difference("file left out", pair.source_path, theirs=pair.source_path, because=because)
        elif pair.raw is None and pair.result is not None:
            yield Difference("file added", pair.path, ours=pair.path)
        elif pair.source_path != pair.path:
            mapped = study.exam.translator.path(pair.source_path) == pair.path
            because = "the map's name for it" if mapped else "it holds the lines that the fix changes"
            yield Difference("file renamed", pair.path, theirs=pair.source_path, ours=pair.path, because=because)


def _rules(study: Study) -> Iterator[Difference]:
    """Lines of the fix that the map puts into other words, with the rules that do."""
    for pair in study.pairs:
        if pair.raw is not None and pair.result is not None and not pair.same:
            for hunk in pair.raw.hunks:
                yield from _translated(pair, hunk)


def _translated(pair: Pair, hunk: Hunk) -> Iterator[Difference]:
    for line in dict.fromkeys(line for line in hunk.new if line.strip()):
        made = pair.translator.text(hunk.path, line)
        if made.data != line:
            yield Difference("in the branch's words", pair.path, 0, _text(line), _text(made.data), _named(made.used))


def _named(rules: Sequence[str]) -> str:
    return f"rule {', '.join(rules)}" if rules else "the branch map"


def _rest(study: Study, findings: Sequence[Finding]) -> Iterator[Difference]:
    """What the map does not account for: other words, lines left out, lines of the result's own."""
    account = study.account
    absent = {pair.source_path for pair in study.pairs if pair.result is None}  # told as files
    drift = {found for one, two in account.rewritten for found in substitutions(one.tokens, two.tokens)}
    for theirs, ours in account.altered:
        same = all(found in drift for found in substitutions(theirs.tokens, ours.tokens))
        because = _told(findings, ours) or ("the lines it replaces differ alike" if same else _lacking(study, theirs))
        yield Difference("in other words", ours.path, ours.line, theirs.text, ours.text, because)
    for theirs, ours in account.rewritten:
        yield Difference("replaces other words", ours.path, 0, theirs.text, ours.text, "the branch had drifted")
    for kind, items in (("not added", account.missing_added), ("not removed", account.missing_removed)):
        for item in (one for one in items if one.path not in absent):
            because = _told(findings, item) or _lacking(study, item) or _gone(study, item, kind)
            yield Difference(kind, item.path, 0, theirs=item.text, because=because)
    for kind, items in (("added besides", account.extra_added), ("removed besides", account.extra_removed)):
        for item in items:
            line = item.line if kind == "added besides" else 0
            yield Difference(kind, item.path, line, ours=item.text, because=_told(findings, item))


def _told(findings: Sequence[Finding], item: Statement) -> str:
    """The finding that is about this statement."""
    named = (f for f in findings if f.subject == item.text or (f.path, f.line) == (item.path, item.line))
    return next((f"finding {finding.check}: {finding.message}" for finding in named), "")


def _lacking(study: Study, item: Statement) -> str:
    """The name in a statement that the branch does not know."""
    text = without_literals(without_comments(b" ".join(item.tokens)))
    names = (found[0].decode("ascii", "replace") for found in IDENTIFIER.finditer(text))
    absent = next((name for name in names if not study.has(study.exam.before, name)), None)
    return f"the branch does not know {absent}" if absent is not None else ""


def _gone(study: Study, item: Statement, kind: str) -> str:
    """Whether the branch never had the line that the fix removes, or has had the one that it adds."""
    texts = [pair.result.bare_old for pair in study.pairs if pair.result is not None]
    there = any(item.tokens in statements(lines) for lines in texts)
    if kind == "not added":
        return "the branch has the line already" if there else ""
    return "" if there else "the branch does not have the line"


def _text(line: bytes) -> str:
    return line.strip().decode("utf-8", "replace")
