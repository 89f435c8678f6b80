"""Noise for every reader of text: a short run (`python -m ci.fuzz` is the long one)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_noise(name: str, data: st.DataObject) -> None:
    strategy, target = TARGETS[name]
    target(data.draw(strategy))
