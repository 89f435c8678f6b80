"""backport.toml: read, completed, and refused with every mistake at once."""

from datetime import date
from pathlib import Path

import pytest

from backport.config import Compiler, Config, Discovery, Listed, Suppression, Trailers, load
from backport.core.errors import UserError
from backport.core.trailers import How
from backport.tomlfile import TomlError
from backport.vcs.repository import Repository
from tests.repos import Repo

FULL = """\
project = "generic"
development = "trunk"

[[series]]
name = "2"
branch = "stable-2"

[[series]]
name = "1"
repository = "../one"
tags = "v1.*"
living = false

[trailers]
style = "upstream-brackets"
sign_off = false
initials = "ab"

[map]
folder = "maps"

[checks]
skip = ["flags"]

[compiler]
command = ["cc", "-fsyntax-only"]
flags = ["-Iinclude"]
seconds = 5

[[suppression]]
finding = "closure:src/a.c:foo"
reason = "declared by the build"
expires = 2030-12-31
"""

WRONG = """\
project = "hapoxy"
develpment = "main"

[[series]]
name = "2"
branch = "-b"

[[series]]
name = "4"
branch = "a"

[[series]]
name = "4"
branch = "a"
tags = "v2.*.*.*.*"

[[series]]
name = "3"

[discover]
tags = ["v*"]

[trailers]
style = "cherry"

[[suppression]]
finding = "closure:a:b"
reason = " "

[[suppression]]
finding = "closure:a:c"
reason = "why"
expires = "soon"
"""


def opened(repo: Repo) -> Repository:
    return Repository.open(repo.folder)


def test_everything(repo: Repo) -> None:
    repo.commit("start", {"backport.toml": FULL})
    assert load(opened(repo)) == Config(
        file=repo.folder / "backport.toml",
        project="generic",
        development="trunk",
        listed=(
            Listed("2", branch="stable-2"),
            Listed("1", tags="v1.*", folder=repo.folder / "../one", living=False),
        ),
        discovery=Discovery(),
        trailers=Trailers(How.UPSTREAM_BRACKETS, False, "ab"),
        compiler=Compiler(("cc", "-fsyntax-only"), ("-Iinclude",), 5),
        skipped_checks=("flags",),
        map_folder=repo.folder / "maps",
        suppressions=(Suppression("closure:src/a.c:foo", "declared by the build", date(2030, 12, 31)),),
    )


def test_the_file_may_lie_elsewhere(repo: Repo, tmp_path: Path) -> None:
    repo.commit("start", {"backport.toml": "wrong"})
    other = tmp_path / "other.toml"
    other.write_text('[map]\nfolder = "maps"\n')
    config = load(opened(repo), other)
    assert (config.file, config.map_folder, config.development) == (other, tmp_path / "maps", "master")


def test_an_empty_file_is_a_generic_project(repo: Repo) -> None:
    repo.commit("start", {"backport.toml": ""})
    assert load(opened(repo)).project == "generic"


def test_a_file_that_is_not_there(repo: Repo) -> None:
    repo.commit("start")
    with pytest.raises(TomlError, match=r"no\.toml:1: No such file or directory"):
        load(opened(repo), Path("no.toml"))


def test_the_schemas_mistakes_at_once(repo: Repo) -> None:
    repo.commit("start", {"backport.toml": WRONG})
    with pytest.raises(TomlError) as caught:
        load(opened(repo))
    assert caught.value.message.splitlines() == [
        "backport.toml:1: unknown project 'hapoxy': known are haproxy, relay, generic",
        "backport.toml:2: unknown key 'develpment': did you mean 'development'?",
        "backport.toml:6: series.branch: '-b' is not a name (no spaces, no dash in front)",
        "backport.toml:13: series '4' is there twice",
        "backport.toml:15: 'v2.*.*.*.*' has more than 3 stars",
        "backport.toml:15: a series stands at a branch or at tags, not both",
        "backport.toml:17: a series needs one of branch, tags, repository",
        "backport.toml:21: 'v*' does not say where the series' name is: {X.Y}",
        "backport.toml:24: trailers.style: 'cherry' is not one of ['cherry-picked', 'backported', 'upstream', "
        "'upstream-brackets', 'backport-of']",
        "backport.toml:28: suppression.reason: ' ' is not a reason",
        "backport.toml:33: expires is a date: expires = 2030-12-31",
    ]


def test_haproxys_profile_completes_what_is_not_said(repo: Repo) -> None:
    repo.commit("start", {"backport.toml": 'project = "haproxy"\ndevelopment = "next"\n'})
    config = load(opened(repo))
    assert (config.development, config.discovery.tags, config.trailers.sign_off) == ("next", ("v{X.Y}.*",), True)
    assert config.map_folder is not None
    assert config.map_folder.parts[-2:] == ("branch_maps", "haproxy")


def test_haproxy_is_recognised_from_its_tree(repo: Repo) -> None:
    files = {"src/haproxy.c": "/* HAProxy : main */", "Makefile": "# builds haproxy\n", "VERSION": "2.5.0\n"}
    repo.commit("start", files)
    config = load(opened(repo))
    assert (config.project, config.evidence) == ("haproxy", ("src/haproxy.c", "Makefile", "VERSION"))


@pytest.mark.parametrize(
    ("branches", "tags", "pattern"),
    [
        (["stable-1.0", "stable-1.1", "fix-123", "v9"], ["v1.0.0"], Discovery(branches=("stable-{X.Y}",))),
        (["3.11", "3.12", "main2"], [], Discovery(branches=("{X.Y}",))),
        (["release/v2", "release/v1"], [], Discovery(branches=("release/v{X}",))),
        (["REL_9_6_STABLE"], [], Discovery(branches=("REL_{X_Y}_STABLE",))),
        (["linux-6.1.y"], [], Discovery(branches=("linux-{X.Y}.y",))),
        (["issue-12", "fix-13"], ["v1.0.0", "v1.0.1", "odd"], Discovery(tags=("v{X.Y}.*",))),
        (["topic"], ["v1"], Discovery()),
    ],
)
def test_series_are_guessed_from_names(repo: Repo, branches: list[str], tags: list[str], pattern: Discovery) -> None:
    repo.commit("start")
    for name in branches:
        repo.git("branch", name)
    for name in tags:
        repo.tag(name)
    assert load(opened(repo)).discovery == pattern


def test_nothing_to_guess_from(repo: Repo) -> None:
    with pytest.raises(UserError, match="no development branch is to be seen"):
        load(opened(repo))
