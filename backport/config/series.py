"""The stable series of a repository: which there are, and where each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backport.config.branches import TAGS, Branch, branches, find_branch
from backport.config.patterns import series_of, version_key
from backport.config.values import Config, Listed
from backport.core.case import Target
from backport.core.errors import UserError
from backport.vcs.repository import Repository


@dataclass(frozen=True)
class Series:
    """`ref` is what it stands at (a full ref name), `tip` that commit's id, `folder` the repository that has it."""

    name: str
    ref: str
    tip: str
    folder: Path
    living: bool = True


def series(config: Config, repository: Repository) -> tuple[Series, ...]:
    """Every series, newest first: as listed in the configuration, else those that its patterns find.

    Raises UserError naming every listed series that is not to be found.
    """
    if not config.listed:
        return _discovered(config, repository)
    found: list[Series] = []
    mistakes: list[str] = []
    for listed in config.listed:
        try:
            found.append(_located(listed, repository))
        except UserError as error:
            mistakes.append(error.message)
    if mistakes:
        raise UserError("\n".join(mistakes), f"fetch what is missing, or correct {config.file}")
    return tuple(found)


def living(config: Config, repository: Repository) -> tuple[Series, ...]:
    """The series that still get fixes, newest first."""
    return tuple(one for one in series(config, repository) if one.living)


def resolve_onto(config: Config, repository: Repository, onto: str) -> Target:
    """The target that `--onto` names: a series ("2.5"), a series at a revision ("2.5=REV"), or any revision.

    Raises UserError where it is none of them.
    """
    name, given, revision = onto.partition("=")
    known = _by_name(config, repository, name)
    where = Repository.open(known.folder) if known and known.folder != repository.folder else repository
    if given:
        tip, ref = where.resolve(revision), revision
    elif known:
        tip, ref = known.tip, known.ref
    else:
        tip, ref = _revision(config, repository, onto), onto
    return Target(series=name, revision=tip, tree=where.commit(tip).tree, ref=ref)


def lenders(config: Config, repository: Repository) -> tuple[Repository, ...]:
    """The repository and those of the series that live elsewhere: whose objects a port may need."""
    folders = dict.fromkeys(listed.folder for listed in config.listed if listed.folder)
    return (repository, *(Repository.open(folder) for folder in folders))


def development(config: Config, repository: Repository) -> Branch:
    """The branch that fixes come from. UserError where the repository does not have it."""
    found = find_branch(repository, config.development)
    if found is None:
        raise UserError(
            f"no development branch {config.development!r} in {repository.folder}",
            "name the right one: development = \"BRANCH\" in backport.toml (see 'backport init')",
        )
    return found


def _by_name(config: Config, repository: Repository, name: str) -> Series | None:
    for listed in config.listed:
        if listed.name == name:
            return _located(listed, repository)
    return next((one for one in _discovered(config, repository) if one.name == name), None)


def _revision(config: Config, repository: Repository, onto: str) -> str:
    try:
        return repository.resolve(onto)
    except UserError as error:
        names = [one.name for one in config.listed or _discovered(config, repository)]
        known = f"series here: {', '.join(names)}" if names else "no series are known here: see 'backport init'"
        raise UserError(f"{onto!r} is neither a series nor a revision of {repository.folder}", known) from error


def _located(listed: Listed, repository: Repository) -> Series:
    where = Repository.open(listed.folder) if listed.folder else repository
    ref, tip = _stand(listed, where)
    return Series(listed.name, ref, tip, where.folder, listed.living)


def _stand(listed: Listed, where: Repository) -> tuple[str, str]:
    if listed.tags:
        newest = _newest_tags(where, listed.tags).get("")
        if newest:
            return newest
        raise UserError(f"series {listed.name}: no tag fits {listed.tags!r} in {where.folder}")
    if listed.branch:
        branch = find_branch(where, listed.branch)
        if branch:
            return branch.ref, branch.tip
        raise UserError(f"series {listed.name}: no branch {listed.branch!r} in {where.folder}")
    return "HEAD", where.resolve("HEAD")


def _discovered(config: Config, repository: Repository) -> tuple[Series, ...]:
    """What the patterns find, in the order of trust: local branches, remote ones, tags."""
    found: dict[str, Series] = {}
    for name, ref, tip in _candidates(config, repository):
        if version_key(name) >= version_key(config.discovery.oldest):
            living = name not in config.discovery.dead
            found.setdefault(name, Series(name, ref, tip, repository.folder, living))
    return tuple(found[name] for name in sorted(found, key=version_key, reverse=True))


def _candidates(config: Config, repository: Repository) -> Iterator[tuple[str, str, str]]:
    for branch in branches(repository) if config.discovery.branches else ():
        for pattern in config.discovery.branches:
            name = series_of(pattern, branch.name)
            if name:
                yield name, branch.ref, branch.tip
    for pattern in config.discovery.tags:
        for name, (ref, tip) in _newest_tags(repository, pattern).items():
            yield name, ref, tip


def _newest_tags(repository: Repository, pattern: str) -> dict[str, tuple[str, str]]:
    """The newest tag of each series that the pattern finds; a pattern that names no series has one, called ""."""
    newest: dict[str, tuple[str, str]] = {}
    for ref, tip in repository.refs(TAGS).items():
        name = series_of(pattern, ref.removeprefix(TAGS))
        if name is not None and (name not in newest or version_key(ref) > version_key(newest[name][0])):
            newest[name] = (ref, tip)
    return newest
