"""What can be seen of a repository without a configuration: where development happens, which branches are series."""

import re
from collections import Counter
from collections.abc import Iterable

from backport.config.branches import REMOTES, TAGS, Branch, branches, find_branch
from backport.config.patterns import series_of
from backport.config.values import Discovery
from backport.core.errors import UserError
from backport.vcs.repository import Repository

_DEVELOPMENT = ("main", "master", "trunk", "develop", "devel", "dev", "default")
_VERSION = re.compile(r"(?<![\d.])(\d+)(?:([._])(\d+))?(?:[._](\d+))?(?![\d])")
# What the name of a stable branch has beside its number, where the number alone (`fix-123`) says nothing.
_WORDS = re.compile(r"stable|rel|maint|lts|branch|support|series|[._][xy]\b|^v?\{", re.IGNORECASE)


def development_branch(repository: Repository) -> Branch:
    """The branch fixes come from: origin's HEAD, a usual name, the current branch. UserError where there is none."""
    pointed = repository.refs(f"{REMOTES}origin/HEAD").get(f"{REMOTES}origin/HEAD")
    known = branches(repository)
    candidates = [branch for branch in known if branch.tip == pointed and branch.name in _DEVELOPMENT]
    candidates += [branch for name in _DEVELOPMENT if (branch := find_branch(repository, name))]
    candidates += [branch for branch in known if branch.name == repository.head_branch()]
    if not candidates:
        raise UserError(
            "no development branch is to be seen in this repository",
            "check one out, or name it: development = \"BRANCH\" in backport.toml (see 'backport init')",
        )
    return candidates[0]


def discovery(repository: Repository) -> Discovery:
    """The patterns that name most series: of branches if any branch is named after a version, else of tags."""
    branch = _commonest(_pattern(found.name) for found in branches(repository))
    if branch:
        return Discovery(branches=(branch,))
    tag = _commonest(_tag_pattern(ref.removeprefix(TAGS)) for ref in repository.refs(TAGS))
    return Discovery(tags=(tag,)) if tag else Discovery()


def _commonest(patterns: Iterable[str | None]) -> str | None:
    counted = Counter(pattern for pattern in patterns if pattern)
    return counted.most_common(1)[0][0] if counted else None


def _pattern(name: str) -> str | None:
    """`stable-2.5` is `stable-{X.Y}`."""
    versions = list(_VERSION.finditer(name))
    if len(versions) != 1 or versions[0][4]:
        return None
    found = versions[0]
    place = f"{{X{found[2]}Y}}" if found[2] else "{X}"
    pattern = name[: found.start()] + place + name[found.end() :]
    fits = _WORDS.search(pattern) and series_of(pattern, name) is not None
    return pattern if fits else None


def _tag_pattern(name: str) -> str | None:
    """`v2.5.14` is `v{X.Y}.*`."""
    found = re.fullmatch(r"(\D*)(\d+)\.(\d+)\.(\d+)", name)
    return f"{found[1]}{{X.Y}}.*" if found else None
