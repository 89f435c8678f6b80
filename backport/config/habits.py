"""What a repository's own backports show: in which words they name their origin, and whether those origins are here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from backport.config.series import Series
from backport.core.errors import UserError
from backport.core.trailers import How, Source, parse
from backport.vcs.repository import Repository

_SERIES = 3  # the newest, where today's habits are
_COMMITS = 400  # of each
_ASKED = 20  # origins that are looked for in the development branch


@dataclass(frozen=True)
class Habits:
    """Of `looked` commits `named` say what they were made from, most of them as `style`.

    `here` of these origins are in the repository. Of those that are, `asked` were looked for in the development branch,
    and `inside` are in it.
    """

    looked: int = 0
    named: int = 0
    here: int = 0
    asked: int = 0
    inside: int = 0
    style: How = How.CHERRY_PICKED


def habits(repository: Repository, known: Sequence[Series], development: str) -> Habits:
    """The habits on the newest series since they left the commit `development`."""
    looked, sources = 0, []
    for one in known[:_SERIES]:
        if one.folder != repository.folder:
            continue
        base = _base(repository, development, one.tip)
        for commit in islice(repository.walk(one.tip, (base,) if base else ()), _COMMITS):
            looked += 1
            sources += [item for item in parse(commit.message) if isinstance(item, Source)][:1]
    styles = Counter(source.how for source in sources).most_common(1)
    here = [found for source in sources if (found := _resolved(repository, source.commit))]
    asked = here[:: max(1, len(here) // _ASKED)]
    inside = sum(repository.is_ancestor(one, development) for one in asked)
    style = styles[0][0] if styles else How.CHERRY_PICKED
    return Habits(looked, len(sources), len(here), len(asked), inside, style)


def _base(repository: Repository, one: str, two: str) -> str | None:
    try:
        return repository.merge_base(one, two)
    except UserError:
        return None


def _resolved(repository: Repository, commit: str) -> str:
    """The full id; empty for what is not here."""
    try:
        return repository.resolve(commit)
    except UserError:
        return ""
