"""What the map knows of a conflict, as a text to read beside it."""

from collections.abc import Iterator, Mapping, Sequence

from backport.core.case import FileResult
from backport.core.markers import Hunk, filled, hunks
from backport.core.printable import printable
from backport.core.rule import Rule
from backport.pipeline.bench import Bench
from backport.pipeline.session.memory import Answer
from backport.pipeline.session.stuck import Stuck
from backport.stages.apply.sections import around, sections
from backport.stages.translate.drift import names
from backport.vcs.textdiff import edits, split_lines

_LONGEST = 60  # lines of one side


def view(bench: Bench, stuck: Stuck, texts: dict[str, bytes], known: Mapping[str, Sequence[Answer | None]]) -> str:
    """The text for all files that wait; `texts` are the files with their markers, `known` what resolved them before."""
    rules = {rule.id: rule for rule in (*stuck.way.rules, *stuck.applied.learned)}
    lines = [f"{stuck.source.commit.subject}", f"onto {stuck.target.series}, from {stuck.source.id[:12]}", ""]
    for file, sides in zip(stuck.files, stuck.sides, strict=True):
        lines += _file(bench, stuck, file, rules, texts.get(sides.path, b""), known.get(sides.path, ()))
    return printable("\n".join(lines) + "\n")


def _file(
    bench: Bench,
    stuck: Stuck,
    file: FileResult,
    rules: dict[str, Rule],
    text: bytes,
    known: Sequence[Answer | None],
) -> Iterator[str]:
    place = file.path or file.source_path
    yield place if place == file.source_path else f"{place}  ({file.source_path} in the fix)"
    for rule in (rules[name] for name in file.rules if name in rules):
        yield f"  {rule.newer} is {rule.older} here" + (f": {rule.because}" if rule.because else "")
    lines = split_lines(text)
    found = hunks(lines)
    if not found:
        yield f"  {file.conflict.splitlines()[0] if file.conflict else 'git merges it, the places are doubtful'}"
        yield "  when it is as it should be: git add it, or git rm it"
    ours = filled(lines, [hunk.ours for hunk in found])
    shift = 0
    for number, hunk in enumerate(found):
        start = hunk.start - shift
        shift += hunk.end - hunk.start - len(hunk.ours)
        section = around(sections(ours), start, start + len(hunk.ours))
        where = f", in {section.name}" if section is not None else ""
        yield f"\n  conflict {number + 1} of {len(found)}, line {hunk.start + 1}{where}"
        yield from _hunk(bench, stuck, hunk, text)
        yield from _answer(known[number] if number < len(known) else None)
    yield ""


def _hunk(bench: Bench, stuck: Stuck, hunk: Hunk, text: bytes) -> Iterator[str]:
    yield "    the fix changes, in this branch's words:"
    yield from _change(hunk.base, hunk.theirs)
    yield "    here it is:" if hunk.ours else "    here nothing stands in its place"
    yield from _lines("      ", hunk.ours)
    base, ours, theirs = (names(b"".join(side)) for side in (hunk.base, hunk.ours, hunk.theirs))
    news = theirs - base - ours
    lacking = sorted(name for name in news if not bench.atlas.declares(stuck.target.tree, name))
    if lacking:
        yield f"    this branch has no {', '.join(name.decode(errors='replace') for name in lacking)}"


def _change(base: Sequence[bytes], theirs: Sequence[bytes]) -> Iterator[str]:
    for edit in edits(b"".join(base), b"".join(theirs)):
        yield from _lines("      - ", base[edit.old_start : edit.old_end])
        yield from _lines("      + ", theirs[edit.new_start : edit.new_end])


def _answer(answer: Answer | None) -> Iterator[str]:
    if answer is not None:
        yield f"    on {answer.series} ({answer.commit[:12]}) it was resolved so:"
        yield from _lines("      ", answer.lines)


def _lines(before: str, lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines[:_LONGEST]:
        yield before + line.decode(errors="replace").rstrip("\r\n")
    if len(lines) > _LONGEST:
        yield f"{before}... {len(lines) - _LONGEST} lines more"
