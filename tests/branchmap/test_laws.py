"""Ways compose and invert: stated over many maps and texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backport.branchmap import Route, Translator
from backport.core.rule import Direction, Kind, Rule, Scope

# Disjoint alphabets per generation: a map whose newer names are all gone from the older side is a bijection.
_KINDS = (Kind.FUNCTION, Kind.MACRO, Kind.FIELD, Kind.TYPE)
_TEXTS = (b"%s(1)", b"x->%s", b"struct %s y;", b"&%s,", b'"%s"', b"/* %s() */", b"\n", b" ", b".%s = 2", b"z%s", b"%sz")


def _names(generation: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{generation}_{letter}" for letter in "abcdefg"])


@st.composite
def _step(draw: st.DrawFn, newer: str, older: str) -> tuple[Rule, ...]:
    rules = []
    for letter in draw(st.sets(st.sampled_from("abcdefg"))):
        kind = draw(st.sampled_from(_KINDS))
        tag = "struct " if kind is Kind.TYPE else ""
        rules.append(Rule(f"{newer}{letter}", kind, f"{tag}{newer}_{letter}", f"{tag}{older}_{letter}"))
    return tuple(rules)


def _text(*generations: str) -> st.SearchStrategy[bytes]:
    name = st.one_of(*map(_names, generations))
    piece = st.builds(lambda form, word: form % word.encode() if b"%s" in form else form, st.sampled_from(_TEXTS), name)
    return st.lists(piece, max_size=30).map(b" ".join)


_WAY = st.tuples(_step("new", "mid"), _step("mid", "old"))


@given(_WAY, _text("new", "mid", "old"))
def test_a_composed_way_does_what_its_parts_do(steps: tuple[tuple[Rule, ...], ...], text: bytes) -> None:
    first, second = Route("new", "mid", steps[:1]), Route("mid", "old", steps[1:])
    whole = Translator(first.then(second)).text("a.c", text)
    half = Translator(first).text("a.c", text)
    rest = Translator(second).text("a.c", half.data)
    assert whole.data == rest.data
    assert set(whole.used) == {*half.used, *rest.used}


@given(_WAY)
def test_the_inverse_of_the_inverse_is_the_way_itself(steps: tuple[tuple[Rule, ...], ...]) -> None:
    route = Route("new", "old", steps)
    assert route.inverted().inverted() == route


@given(_WAY, _text("new"))
@settings(max_examples=200)
def test_there_and_back_gives_the_text_back(steps: tuple[tuple[Rule, ...], ...], text: bytes) -> None:
    route = Route("new", "old", steps)
    there = Translator(route).text("a.c", text)
    assert Translator(route.inverted()).text("a.c", there.data).data == text
    assert (there.data is text) == (there.used == ())


@given(_text("new", "old"))
def test_a_way_without_steps_is_the_identity(text: bytes) -> None:
    assert Translator(Route("new", "new")).text("a.c", text).data is text


def test_one_way_rules_are_turned_with_the_way() -> None:
    rule = Rule("r", Kind.FUNCTION, "new_a", "old_a", direction=Direction.TO_OLDER)
    assert rule.inverted().direction is Direction.TO_NEWER
    route = Route("new", "old", ((rule,),))
    assert Translator(route).text("a.c", b"new_a()").data == b"old_a()"
    assert Translator(route.inverted()).text("a.c", b"old_a()").data == b"old_a()"


def test_ways_that_do_not_meet_are_a_mistake() -> None:
    try:
        Route("a", "b").then(Route("c", "d"))
    except ValueError as error:
        assert str(error) == "b is not c"
    else:
        raise AssertionError


def test_a_scope_follows_a_file_that_moves() -> None:
    moved = Rule("file", Kind.PATH, "src/new.c", "src/old.c")
    first = Rule("one", Kind.FUNCTION, "new_a", "mid_a", where=Scope(("src/new.c",)))
    second = Rule("two", Kind.FUNCTION, "mid_a", "old_a", where=Scope(("src/old.c",)))
    route = Route("new", "old", ((first, moved), (second,)))
    assert Translator(route).text("src/new.c", b"new_a()").data == b"old_a()"
    assert Translator(route).text("src/other.c", b"new_a()").data == b"new_a()"
