"""In which words a fix comes to a branch: the map's, as far as the branch has them."""

from dataclasses import replace
from pathlib import Path

from backport.config import load
from backport.pipeline.bench import bench, words
from backport.vcs.repository import Repository
from tests.branchmap import maps
from tests.repos import Repo

SECOND = (
    maps.DUCT_CONDUIT
    + """
[[renames]]
id = "drains"
kind = "function"
because = "the layer was renamed"
names = { conduit_drain = "duct_drain" }
"""
)


def test_a_name_that_only_later_generations_say_otherwise_is_left_alone(repo: Repo, tmp_path: Path) -> None:
    """The fix brings the name itself: the branch has neither it nor what became of it after the fix."""
    branch = repo.commit("pipe", {"src/main.c": "int main;\n", "src/pipe.c": "void pipe_open(void);\n"})
    repo.remove("src/pipe.c").commit("duct", {"src/duct.c": "void duct_open(void);\n"})
    text = b"void duct_open(void);\nvoid duct_drain(void)\n{\n\tduct_open();\n}\n"
    fix = repo.commit("fix", {"src/duct.c": text})
    repository = Repository.open(repo.folder)
    config = replace(load(repository), map_folder=maps.write(tmp_path / "map", second=SECOND))
    with bench(repository, config) as opened:
        way = words(opened, opened.scratch.source(fix), repository.commit(branch).tree)
        made = way.translator.text("src/duct.c", text)
    assert (way.source, way.target) == ("duct", "pipe")
    assert made.data == text.replace(b"duct_open", b"pipe_open")
