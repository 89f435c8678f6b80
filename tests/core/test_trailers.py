"""What is read from the foot of a message, and that what is printed is read again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backport.core.trailerblock import compose
from backport.core.trailers import Hop, How, Note, Source, Trailer, chain, hops, notes, original, parse, trailers

A, B, C = "a" * 40, "b" * 40, "c" * 40
BACKPORT = f"""BUG/MINOR: pump: stop at the first leak

The pump went on [see: the picture].

Signed-off-by: Ann Author <ann@example.org>
(cherry picked from commit {A})
Signed-off-by: Bob Builder <bob@example.org>
(cherry picked from commit {B})
[cc: the valve is called tap here,
     and has no lid]
 [adjusted context]
Signed-off-by: Cat Carpenter <cat@example.org>
"""


def test_the_way_of_a_commit() -> None:
    assert chain(BACKPORT) == (A, B)
    assert hops(BACKPORT) == (
        Hop(Source(A), (), ("Bob Builder <bob@example.org>",)),
        Hop(
            Source(B),
            (Note("cc", "the valve is called tap here,\n     and has no lid"), Note("", "adjusted context")),
            ("Cat Carpenter <cat@example.org>",),
        ),
    )
    assert original(BACKPORT).endswith("picture].\n\nSigned-off-by: Ann Author <ann@example.org>\n")


def test_other_ways_to_name_the_source() -> None:
    message = f'fix\n\n[ Upstream commit {A} ]\n\ntext\n\nFixes: 1234567 ("old")\n(backported from commit {B})\n'
    assert parse(message) == (
        Source(A, How.UPSTREAM_BRACKETS),
        Trailer("Fixes", '1234567 ("old")'),
        Source(B, How.BACKPORTED),
    )
    assert chain(f"fix\n\ncommit {C} upstream.\n\ntext\n") == (C,)
    assert trailers(message, "fixes") == ('1234567 ("old")',)


def test_a_message_without_hops() -> None:
    message = "fix\n\n[NOTICE] 12 (34): started\nReported-by: not in a block\nhttps://example.org: no\n"
    assert (parse(message), chain(message), original(message)) == ((), (), message)


def test_a_note_that_is_never_closed_ends_at_the_sign_off() -> None:
    assert notes(f"fix\n\n(cherry picked from commit {A})\n[aa: half\nSigned-off-by: A <a@b>\n") == (
        Note("aa", "half"),
    )


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
texts = st.lists(words, min_size=2, max_size=5).map(" ".join)
sources = st.builds(Source, st.text("0123456789abcdef", min_size=7, max_size=64), st.sampled_from(How))
items = st.one_of(
    sources, st.builds(Note, words, texts), st.builds(Trailer, st.sampled_from(("Signed-off-by", "Fixes")), texts)
)


@given(st.lists(items, max_size=8))
def test_what_is_printed_is_read_again(wanted: list[Source | Note | Trailer]) -> None:
    assert parse("\n".join(("subject", "", *map(str, wanted), ""))) == tuple(wanted)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse(text)
    assert original(text) == text or chain(text)


@pytest.mark.parametrize(
    "line",
    [
        "text",
        "[aa: a note",
        "[aa: a note]",
        "Signed-off-by: A <a@b>",
        f"(cherry picked from commit {A})",
        "[",
        "# x",
        "\tx",
    ],
    ids=["text", "open", "note", "signed", "picked", "bracket", "comment", "indented"],
)
def test_long_messages_take_little_time(line: str) -> None:
    start = time.monotonic()
    hops(f"fix\n\n(cherry picked from commit {A})\n" + f"{line}\n" * 50_000)
    compose("fix\n\n" + f"{line}\n" * 50_000, B, "", "A <a@b>")
    assert time.monotonic() - start < 10
