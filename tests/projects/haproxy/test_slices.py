"""The slices on real trees: fixes told apart from the code before them, wrong first attempts from their corrections."""

from functools import cache
from pathlib import Path

import pytest

from backport.models.check import run
from backport.models.compare import Delta, delta
from backport.projects.haproxy.blueprints import MODELS
from backport.vcs.objects import TreeView
from backport.vcs.repository import Repository

BY_NAME = {model.name: model for model in MODELS}

# slice, property, commits that repair it: on the development branch, then on stable ones
REPAIRS = {
    ("push", "push-only-when-ready"): "4173f4ea2986 1eb8b8e8b39c 0ceb3f2952d4 c8d619949fe6 ebcfd47f1bc8",
    ("receive", "handshake-told"): "73031e81cdd5 35dbd3ea0fe9 df9f43d42fd0 fa2916b1fbe1",
    ("receive", "lack-of-room-told"): "df99408e0d4e 47545caccaf4 6a33bf82c3b2 8f103157077d",
    ("receive", "end-of-input-not-held"): "883d83e83c54 82219b562b51 dd351d4d597e 03ee18b296ba",
    ("send", "blocked-output-timed"): "fbc3de6e9e59 69495df630d5 f55508ab670a",
    ("send", "error-reaches-connector"): "5dc45445ff18 326ec9160 e2a93b649",
    ("update", "full-channel-blocks"): "69fad00ebf65 6b5198c40 dce066777",
    ("shut", "one-end-of-input"): "54e58103e5fb 981cead91554 eeb768072e79 cf7fb85a62b1",
    ("forward", "stuck-output-lets-shutdown-pass"): "b9c87f808288 a4c9ebd46 fafa736dd 406b81c28",
    ("forward", "only-due-shutdowns-pass"): "7eb7ae283557 5fb39e2fa 1a23a4eaa 2b52339ac",
    ("applet", "idle-applet-sleeps"): "40d98176ba12 df8c1494b f33c1ce2c",
    ("pass-through", "send-error-told"): "e21514bd7 2ae03fa48 6a097fd2f",
    ("h1-send", "starved-stream-sleeps"): "c17c31c822dc 683246630c08 f04721e6b4a6 bd9af895217b",
    ("h1-shut", "shut-wakes-mux"): "551b89677249 31439378e 9b949bca2 3c9806b04",
    ("probe", "early-failure-seen"): "5a9c637bf3f9 9547338fb 8e886a11a 2829edb06",
    ("retry", "pause-for-same-server-only"): "406efb96d135 22beb2ad21e2 9fca29097049",
    ("retry", "retry-releases-endpoint"): "f822decfda1f 5b978a817 d909078de",
    ("retry", "retries-are-made"): "bc6b23813 fbb18fc51",
    ("settle", "synchronous-send-analysed"): "a498e527b412 8f31009e4 99eb7ae89",
    ("settle", "request-analysed-after-response"): "5354c24c7609 6167935cb 7a9d124c0",
}
CASES = [(*key, commit) for key, commits in REPAIRS.items() for commit in commits.split()]
# what a commit breaks: first attempts that were corrected
BREAKS = [
    ("forward", "only-due-shutdowns-pass", "b9c87f808288"),
    ("forward", "only-due-shutdowns-pass", "2a3e1cd8b"),
    ("applet", "idle-applet-sleeps", "0b93ff8c87d6"),
    ("applet", "idle-applet-sleeps", "f227db4bb"),
    ("settle", "request-analysed-after-response", "a498e527b412"),
    ("settle", "request-analysed-after-response", "8f31009e4"),
]
# backports that repair nothing; others came after them
IDLE = [
    ("send", "blocked-output-timed", "5ec25102e"),
    ("probe", "early-failure-seen", "30c69c635"),
    ("probe", "early-failure-seen", "aa6bc70f5"),
]
RELEASES = ("v2.0.34", "v2.4.29", "v2.6.30", "v2.8.25", "v3.0.24", "v3.2.20", "v3.4.1")


@cache
def tree(clone: Path, revision: str) -> TreeView:
    repository = Repository.open(clone)
    return repository.tree(repository.commit(repository.resolve(revision)).tree)


def difference(clone: Path, name: str, commit: str) -> Delta:
    found = delta(BY_NAME[name], tree(clone, f"{commit}^"), tree(clone, commit))
    assert (found.reason, found.uncovered) == ("", "")
    return found


@pytest.mark.haproxy
@pytest.mark.parametrize(("name", "property_", "commit"), CASES)
def test_a_repair_is_told_apart(haproxy: Path, name: str, property_: str, commit: str) -> None:
    assert property_ in difference(haproxy, name, commit).repaired


@pytest.mark.haproxy
@pytest.mark.parametrize(("name", "property_", "commit"), BREAKS)
def test_a_wrong_first_attempt_breaks_something(haproxy: Path, name: str, property_: str, commit: str) -> None:
    assert difference(haproxy, name, commit).broken == {property_}


@pytest.mark.haproxy
@pytest.mark.parametrize(("name", "property_", "commit"), IDLE)
def test_a_wrong_backport_repairs_nothing(haproxy: Path, name: str, property_: str, commit: str) -> None:
    found = difference(haproxy, name, commit)
    assert (found.repaired, found.entered != ()) == (frozenset(), True)
    assert property_ in {p.name for p in found.after.properties if p.path}


@pytest.mark.haproxy
@pytest.mark.parametrize("release", RELEASES)
def test_the_last_releases_hold(haproxy: Path, release: str) -> None:
    for name in {name for name, _ in REPAIRS}:
        result = run(BY_NAME[name], tree(haproxy, release))
        assert [(p.name, p.status, p.reason) for p in result.properties if p.status != "holds"] == [], name
