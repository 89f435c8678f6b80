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
