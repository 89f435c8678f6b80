"""Patterns of names, and versions in order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.config.patterns import series_of, version_key


@pytest.mark.parametrize(
    ("pattern", "name", "series"),
    [
        ("v{X.Y}.*", "v2.5.14", "2.5"),
        ("v{X.Y}.*", "v2.6-dev3", None),
        ("v{X.Y}.*", "v2.6.0-rc1", None),
        ("v{X.Y}.*", "v1.3.15.1", "1.3"),
        ("v{X.Y}.**", "v2.6.0-rc1", "2.6"),
        ("v2.6.*", "v2.6.30", ""),
        ("v2.6.*", "v2x6.30", None),
        ("REL_{X_Y}_STABLE", "REL_9_6_STABLE", "9.6"),
        ("{X}.x", "14.x", "14"),
        ("{X.Y.Z}-lts", "1.2.3-lts", "1.2.3"),
        ("a(b", "a(b", ""),
        ("v{X.Y}.*", "v1.2." + "3" * 300, None),
    ],
)
def test_series_of(pattern: str, name: str, series: str | None) -> None:
    assert series_of(pattern, name) == series


def test_versions_in_order() -> None:
    ordered = ["v1.0-rc1", "v1.0", "v1.0.1", "v1.0.2", "v1.0.10", "v1.2", "v1.10", "v2.0-dev1", "v2.0"]
    mixed = random.Random(1).sample(ordered, len(ordered))
    assert sorted(mixed, key=version_key) == ordered


@given(st.lists(st.text(max_size=12)))
def test_any_names_can_be_ordered(names: list[str]) -> None:
    sorted(names, key=version_key)
