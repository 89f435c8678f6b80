"""Words looked for in texts and trees, and texts that are kept while there is room."""

import pytest

from backport.stages.verify.library import Library, has_word, words_at
from backport.vcs.repository import Repository
from backport.vcs.shelf import Shelf
from tests.repos import Repo


@pytest.mark.parametrize(
    ("text", "word", "places"),
    [
        (b"a ab a_ a", b"a", [0, 8]),
        (b"abab", b"ab", []),
        (b"x", b"", []),
        (b"", b"", []),
        (b"", b"a", []),
        (b"a\xffa", b"a", [0, 2]),
    ],
)
def test_whole_words(text: bytes, word: bytes, places: list[int]) -> None:
    assert list(words_at(text, word)) == places
    assert has_word(text, word) == bool(places)


def test_a_word_in_a_tree_wherever_it_stood_in_others(repo: Repo) -> None:
    first = repo.commit("first", {"a.c": "int here;\n", "b.h": "int there;\n", "c.txt": "nowhere"})
    second = repo.commit("second", {"a.c": "int there;\n", "b.h": "int here;\n"})
    objects = Repository.open(repo.folder)
    library = Library(objects)
    trees = [objects.commit(commit).tree for commit in (first, second)]
    for tree, path in zip(trees, ("a.c", "b.h"), strict=True):
        assert library.mentions(tree, "here")
        assert [name for name, _ in library.mentioning(tree, "here")] == [path]
        assert not library.mentions(tree, "nowhere")
        assert not library.mentions(tree, "")
    assert library.tree(trees[0]).read("a.c") == b"int here;\n"
    assert library.tree(trees[0]).read("d.c") is None


def test_what_is_kept_is_bounded() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return name.encode() * 10

    shelf = Shelf(read, 60)
    for name in ("a", "b", "c", "d", "a", "b", "e", "f", "c", "a"):
        assert shelf[name] == name.encode() * 10
    assert asked == ["a", "b", "c", "d", "e", "f", "c"]


def test_a_text_larger_than_the_shelf_is_read() -> None:
    shelf = Shelf(lambda name: name.encode() * 100, 60)
    assert [len(shelf[name]) for name in ("a", "b", "a")] == [100, 100, 100]
