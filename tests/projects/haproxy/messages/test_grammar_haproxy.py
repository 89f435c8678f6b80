"""The grammar on all of mainline's BUG commits, against what was done."""

import runpy
from collections import Counter
from pathlib import Path

import pytest

from backport.projects.haproxy.messages import Asks

BENCHMARK = Path(__file__).parents[4] / "benchmarks" / "grammar.py"


@pytest.mark.haproxy
def test_what_is_asked_is_what_was_done(haproxy: Path) -> None:
    benchmark = runpy.run_path(str(BENCHMARK))
    found = benchmark["measure"](str(haproxy))
    total = len(found.fixes)
    asks = Counter(fix.message.instruction.asks for fix in found.fixes)
    assert total > 6600
    assert asks[Asks.YES] / total == pytest.approx(0.65, abs=0.01)
    assert asks[Asks.NO] / total == pytest.approx(0.175, abs=0.01)
    for row in ("series: named", "everything"):
        score = benchmark["scores"](found)[row]
        assert score.right / (score.right + score.wrong) >= 0.95
        assert score.right / (score.right + score.missed) >= 0.93
        assert score.exact / score.fixes >= 0.80
