"""What is held at the ways out of a function."""

import pytest

from backport.csource.paths import held_at_exits


def _held(body: str) -> set[tuple[tuple[str, int], ...]] | None:
    text = f"void f(void)\n{{\n{body}\n}}\n".encode()
    found = held_at_exits(text, 0, len(text))
    return None if found is None else {tuple(sorted(state)) for state in found}


NONE: tuple[tuple[str, int], ...] = ()
HELD = (("l", 1),)


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("spin_lock(&l); spin_unlock(&l);", {NONE}),
        ("spin_lock(&l); if (x) return; spin_unlock(&l);", {NONE, HELD}),
        ("spin_lock(&l); if (x) goto out; work(); out: spin_unlock(&l);", {NONE}),
        ("spin_lock(&l); while (x) { if (y) break; continue; } spin_unlock(&l);", {NONE}),
        ("while (1) { spin_lock(&l); if (x) break; spin_unlock(&l); }", {HELD}),
        ("for (;;) { spin_lock(&l); if (x) return; spin_unlock(&l); }", {HELD}),
        ("do { spin_lock(&l); spin_unlock(&l); } while (x);", {NONE}),
        ("switch (x) { case 1: spin_lock(&l); break; default: return; } spin_unlock(&l);", {NONE}),
        ("switch (x) { case 1: spin_lock(&l); case 2: spin_unlock(&l); }", {NONE, (("l", -1),)}),
        ("spin_lock(&l); if (x) exit(1); spin_unlock(&l);", {NONE}),
        ("again: spin_lock(&l); spin_unlock(&l); if (x) goto again;", {NONE}),
        ("spin_trylock(&l); spin_init_lock(&l);", {NONE}),
        ("if (x) ) {", None),
    ],
)
def test_ways_out(body: str, held: set[tuple[tuple[str, int], ...]] | None) -> None:
    assert _held(body) == held
