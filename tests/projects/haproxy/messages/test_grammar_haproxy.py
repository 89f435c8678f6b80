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
    named = benchmark["scores"](found)["series: named"]
    assert named.right / (named.right + named.wrong) >= 0.95
    assert named.right / (named.right + named.missed) >= 0.93
    assert named.exact / named.fixes >= 0.80
