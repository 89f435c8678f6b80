"""The graph agrees with git."""

from hypothesis import given
from hypothesis import strategies as st

from backport.history.graph import Graph
from backport.history.index import Index
from backport.vcs.repository import Repository
from tests.repos import Repo


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, 25))
    parents = [tuple(draw(st.sets(st.integers(0, n - 1), max_size=2))) if n else () for n in range(size)]
    return Graph(parents, draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)))


def reached(graph: Graph, tip: int) -> set[int]:
    found, queue = set(), [tip]
    while queue:
        n = queue.pop()
        if n not in found:
            found.add(n)
            queue.extend(graph.parents[n])
    return found


@given(graphs(), st.data())
def test_ranges_are_what_the_definition_says(graph: Graph, data: st.DataObject) -> None:
    numbers = st.integers(0, len(graph.parents) - 1)
    base, tip = data.draw(numbers), data.draw(numbers)
    expected = reached(graph, tip) - reached(graph, base)
    assert graph.between(base, tip) == expected
    assert sorted(graph.newest_first(expected)) == sorted(expected)
    masks = graph.masks([base, tip])
    assert [bool(mask & 1) for mask in masks] == [n in reached(graph, base) for n in range(len(masks))]
    common = reached(graph, base) & reached(graph, tip)
    assert graph.merge_base(tip, [base]) == max(common, default=None)


def test_the_order_is_git_logs(repo: Repo) -> None:
    repo.commit("one", {"a": "1\n"})
    repo.branch("side")
    repo.commit("two", {"b": "1\n"})
    repo.commit("three", {"b": "2\n"})
    repo.switch("master")
    repo.clock -= 60
    repo.commit("four", {"a": "2\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "five", "side")
    repo.commit("six", {"a": "3\n"})
    with Index.opened(Repository.open(repo.folder), cache=False) as index:
        tip = index.number(repo.git("rev-parse", "HEAD"))
        ours = [index.id(n) for n in index.graph.newest_first(index.graph.between(None, tip))]
    assert ours == repo.git("log", "--format=%H").split()
