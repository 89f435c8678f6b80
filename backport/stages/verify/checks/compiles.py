"""The compiler's word: what it says of the touched units after the change and did not say before."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from posixpath import basename, splitext

from backport.core.verdict import Finding, Severity
from backport.csource.compiler import Compiler, Variant
from backport.stages.verify.diagnostics import Diagnostic, available, compile_unit, news
from backport.stages.verify.library import Library
from backport.stages.verify.study import Study
from backport.stages.verify.workshop import Workshop
from backport.vcs.objects import Objects

NAME = "compiler"
_UNITS = 6  # of one backport; more would cost minutes and say the same
_BROKEN = 8  # errors before the change; a unit with more is not meant for the options
_INHERITED = ("discarded-qualifiers",)
_ALSO = ", as it does of the fix itself"
_QUOTED = re.compile(r"'([^']+)'")


def check(study: Study) -> Iterator[Finding]:
    """Compile before and after; of what the fix brings about in its own tree as well, what cannot be right: a doubt."""
    compiler = study.exam.compiler
    if compiler is None:
        return
    if not available(compiler):
        yield Finding(NAME, Severity.NOTE, f"not compiled: there is no {compiler.command} here", compiler.command)
        return
    bench = _bench(study.exam.objects, study.library)
    units = _units(study)
    for number, (unit, source) in enumerate(units):
        if number == _UNITS:
            left = len(units) - number
            yield Finding(NAME, Severity.NOTE, f"{left} more touched units were not compiled", "units")
            return
        yield from _examined(study, bench, compiler, unit, source)


def _examined(study: Study, bench: Workshop, compiler: Compiler, unit: str, source: str) -> Iterator[Finding]:
    """One unit with every set of options."""
    said: set[tuple[str, str]] = set()
    meant = False
    units = [_Unit(study, bench, compiler, variant, unit, source) for variant in compiler.variants]
    bench.unpack("target", study.exam.after)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:  # each waits for a compiler of its own
        list(pool.map(_Unit.after, units))
    for variant, one in zip(compiler.variants, units, strict=True):
        found = one.news()
        meant = meant or found is not None
        for item, inherited in found or ():
            if item.what not in said:
                said.add(item.what)
                yield _finding(item, variant, inherited)
    if not meant:
        yield Finding(NAME, Severity.NOTE, f"{unit} does not compile here with any options: not examined", unit, unit)


@lru_cache(maxsize=2)
def _bench(objects: Objects, library: Library) -> Workshop:
    return Workshop(objects, library)


def _units(study: Study) -> tuple[tuple[str, str], ...]:
    """The units to compile with their paths in the fix's tree: touched ones, and one for each touched header."""
    found: dict[str, str] = {}
    touched = [pair for pair, result in study.code if result.new]
    for pair in touched:
        if pair.path.endswith(".c"):
            found[pair.path] = pair.source_path or pair.path
    for pair in touched:
        if pair.path.endswith(".h"):
            unit = _includer(study, pair.path)
            if unit is not None:
                found.setdefault(unit, unit)
    return tuple(found.items())


def _includer(study: Study, header: str) -> str | None:
    """A unit that reads the header: the one of its name, else the first that includes it."""
    name, tree = basename(header), study.exam.after
    stem = splitext(name)[0].removesuffix("-t")
    wanted = re.compile(rb'#\s*include\s*[<"](?:[\w./-]*/)?' + re.escape(name.encode()) + rb'[>"]')
    files = study.library.files(tree)
    units = sorted((splitext(basename(path))[0] != stem, path) for path in files if path.endswith(".c"))
    return next((path for _, path in units if wanted.search(study.library.text(files[path]))), None)


@dataclass(frozen=True)
class _Unit:
    """One unit with one set of options."""

    study: Study
    bench: Workshop
    compiler: Compiler
    variant: Variant
    unit: str
    source: str

    def news(self) -> tuple[tuple[Diagnostic, bool], ...] | None:
        """What the change brings about, and whether the fix does so in its own tree, where only what cannot be right
        counts; None for a unit that is not meant for these options."""
        after = self.after()
        if after is None:
            return None
        before = self._said("target", self.study.exam.before, self.unit) if after else ()
        if before is None or sum(item.kind == "error" for item in before) > _BROKEN:
            return None
        found = news(after, before)
        theirs = self._theirs() if found else frozenset()
        said = ((item, item.what in theirs) for item in found)
        return tuple((item, both) for item, both in said if not both or item.broken or item.kind in _INHERITED)

    def after(self) -> tuple[Diagnostic, ...] | None:
        """What is said after the change."""
        return self._said("target", self.study.exam.after, self.unit)

    def _theirs(self) -> frozenset[tuple[str, str]]:
        """What the fix brings about in its own tree."""
        fixed = self._said("fix", self.study.fix, self.source) or ()
        base = self._said("fix", self.study.base, self.source) if fixed else ()
        return frozenset(item.what for item in news(fixed, base or ()))

    def _said(self, slot: str, tree: str, unit: str) -> tuple[Diagnostic, ...] | None:
        if unit not in self.study.library.files(tree):
            return ()
        asked = (tree, unit, self.variant.name)
        if asked not in self.bench.said:
            folder = self.bench.unpack(slot, tree)
            prelude = _prelude(self.bench, self.compiler)
            self.bench.said[asked] = compile_unit(self.compiler, self.variant, folder, unit, prelude)
        return self.bench.said[asked]


def _prelude(bench: Workshop, compiler: Compiler) -> Path | None:
    if not compiler.prelude:
        return None
    file = bench.folder / "prelude.h"
    if not file.exists():
        file.write_text(compiler.prelude)
    return file


def _finding(found: Diagnostic, variant: Variant, inherited: bool) -> Finding:
    quoted = _QUOTED.search(found.message)
    subject = quoted[1] if quoted else found.message
    return Finding(
        NAME,
        Severity.HARD if found.broken and not inherited else Severity.SOFT,
        f"the compiler says after the change and not before{_ALSO if inherited else ''}: {found.message}",
        subject,
        found.path,
        found.line,
        (f"options: {variant.name}", f"kind: {found.kind}"),
    )
