"""A project unlike HAProxy, of Python and text with branch names of its own, ported by configuration alone."""

import json

import pytest

from tests.cli.conftest import Run
from tests.repos import Repo, git

CONFIG = """\
development = "trunk"

[[series]]
name = "lilac"
branch = "maint/lilac"

[[series]]
name = "aster"
branch = "maint/aster"

[trailers]
sign_off = false
"""

MODULE = '''\
"""Prices."""


def total(items):
    """The sum of all prices."""
    result = 0
    for item in items:
        result += item.price
    return result


def cheapest(items):
    """The item that costs least."""
    return min(items, key=lambda item: item.price)
'''
FIXED = MODULE.replace(
    "    return min(items, key=lambda item: item.price)\n",
    "    if not items:\n        return None\n    return min(items, key=lambda item: item.price)\n",
)
NEWS = "Changes\n=======\n\n- prices are summed\n"


@pytest.fixture
def shop(repo: Repo) -> Repo:
    """trunk with the fix; lilac has other code above the place, aster has no such function."""
    repo.commit("the shop opens", {"shop/prices.py": MODULE, "NEWS": NEWS})
    repo.git("branch", "-m", "trunk")
    repo.branch("maint/aster").commit(
        "aster: sums only", {"shop/prices.py": MODULE[: MODULE.index("\n\ndef cheapest")] + "\n"}
    )
    repo.switch("trunk").branch("maint/lilac")
    repo.commit(
        "lilac: sums are rounded", {"shop/prices.py": MODULE.replace("return result", "return round(result, 2)")}
    )
    repo.switch("trunk")
    repo.commit("prices: nothing is cheapest of nothing\n\nThe empty basket raised.", {"shop/prices.py": FIXED})
    repo.write("backport.toml", CONFIG)
    repo.git("config", "user.name", "Olga Shopkeeper")
    repo.git("config", "user.email", "olga@shop.example")
    return repo


def test_it_is_ported(run: Run, shop: Repo) -> None:
    ran = run("port", "trunk", "--repo", shop.folder, "--branch", "port/{series}", "--json")
    cases = json.loads(ran.out)["cases"]
    assert [(case["target"]["series"], case["verdict"], case["application"]["outcome"]) for case in cases] == [
        ("lilac", "SOUND", "applied"),
        ("aster", "DOUBTFUL", "not affected"),
    ]
    assert ran.code == 1
    assert [case["behaviour"] for case in cases] == [[], []]
    assert "if not items" in git(shop.folder, "show", "port/lilac:shop/prices.py")
    fix = git(shop.folder, "rev-parse", "trunk")
    assert git(shop.folder, "show", "-s", "--format=%B", "port/lilac").rstrip("\n") == (
        f"prices: nothing is cheapest of nothing\n\nThe empty basket raised.\n\n(cherry picked from commit {fix})"
    )


def test_what_a_person_made_of_it_is_examined(run: Run, shop: Repo) -> None:
    fix = git(shop.folder, "rev-parse", "trunk")
    shop.switch("maint/lilac")
    shop.commit(
        f"prices: nothing is cheapest of nothing\n\ncommit {fix} upstream.\n",
        {
            "shop/prices.py": FIXED.replace("return result", "return round(result, 2)").replace(
                "return None", "return Nil"
            )
        },
    )
    shop.write("backport.toml", CONFIG)
    ran = run("verify", "maint/lilac", "--repo", shop.folder, "--json")
    case = json.loads(ran.out)
    assert ran.code == 1 and case["verdict"] == "UNSOUND"
    assert "Nil" in {finding["subject"] for finding in case["findings"]}


def test_what_is_missing_where(run: Run, shop: Repo) -> None:
    ran = run("plan", "trunk", "--repo", shop.folder, "--json")
    (plan,) = json.loads(ran.out)["plans"]
    lilac, aster = plan["steps"]
    assert (lilac["action"], aster["action"]) == ("pick", "pick")
    assert "its code has what the fix replaces" in lilac["reason"]
    assert "not recognised in its code" in aster["reason"]
