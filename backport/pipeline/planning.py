"""Plans made at a bench: with the project's grammar, and a look at the code through its branch map."""

import time
from collections.abc import Callable

from backport.config import development
from backport.core.case import Target
from backport.core.commit import SourceCommit
from backport.core.errors import UserError
from backport.pipeline.bench import Bench, words
from backport.pipeline.step import hints
from backport.stages.plan import Means, View
from backport.stages.plan.code import sights
from backport.stages.plan.sight import has_fix, lacks_fix
from backport.stages.translate.translator import Translator


def means(bench: Bench, source: SourceCommit, look: bool = True, by_code: bool = False) -> Means:
    """Everything a plan of `source` can be made with; without `look` the targets' code is not read, with `by_code` it
    alone tells whether the fix is there.
    """
    return Means(
        reader=bench.project.READER,
        look=_look(bench, source) if look else None,
        mainline=_mainline(bench),
        now=int(time.time()),
        by_code=by_code,
    )


def has_change(bench: Bench) -> Callable[[str, str], bool | None]:
    """Whether the code at a revision has a commit's change: told by the code alone, None where that cannot tell."""

    def told(commit: str, revision: str) -> bool | None:
        source = bench.scratch.source(commit)
        tree = bench.scratch.commit(revision).tree
        seen = sights(bench.scratch, bench.atlas, source, tree, words(bench, source, tree).translator)
        return True if has_fix(seen) else False if lacks_fix(seen) else None

    return told


def _look(bench: Bench, source: SourceCommit) -> Callable[[Target], View]:
    translators: dict[tuple[object, ...], Translator] = {}

    def view(target: Target) -> View:
        way = words(bench, source, target.tree, hints(bench, source, target.series))
        known = bench.map is None or (way.source is not None and way.target is not None)
        # Targets of one generation share a translator, and with it everything that was translated.
        translator = translators.setdefault((way.source, way.target, way.rules), way.translator)
        return View(bench.scratch, bench.atlas, translator, known)

    return view


def _mainline(bench: Bench) -> str | None:
    try:
        return development(bench.config, bench.repository).tip
    except UserError:  # a clone of one series alone: no later commits are known
        return None
