"""`backport announce`."""

import json

from tests.cli.conftest import Run
from tests.repos import Repo


def test_the_mail_and_its_document(run: Run, repo: Repo) -> None:
    repo.commit("start\n")
    repo.tag("v1.0.0")
    repo.commit("fix(pump): no leak\n", {"src/pump.c": "1\n"})
    repo.tag("v1.0.1")
    ran = run("announce", "v1.0.1", "--repo", repo.folder)
    assert ran.code == 0
    assert "repo 1.0.1 was released on 2020/09/13. It added 1 new commits\nafter version 1.0.0." in ran.out
    assert "\nAnn\n---\n" in ran.out
    assert "\nBob\n---\n" in run("announce", "v1.0.1", "--sign", "Bob", "--repo", repo.folder).out
    told = json.loads(run("announce", "v1.0.1", "--json", "--repo", repo.folder).out)
    assert (told["format"], told["files"], told["authors"]) == (
        *(1, [{"count": 1, "name": "pump.c"}]),
        {"Ann Author": ["fix(pump): no leak"]},
    )


def test_mistakes(run: Run, repo: Repo) -> None:
    repo.commit("start\n")
    ran = run("announce", "HEAD", "--repo", repo.folder)
    assert (ran.code, "no release tag below HEAD" in ran.err) == (2, True)
