"""From backport.toml, or from nothing, to a configuration."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from backport import resources
from backport.config.cascade import cascade
from backport.config.flags import wrong
from backport.config.guess import development_branch, discovery
from backport.config.revision import NAME, names_revision, unpacked
from backport.config.values import Compiler, Config, Discovery, Listed, Suppression, Trailers
from backport.core.errors import UserError
from backport.core.trailers import How
from backport.projects import PROJECTS, Project, project, recognise
from backport.tomlfile import Document, TomlError, read
from backport.vcs.repository import Repository

SCHEMA = Path(__file__).with_name("schema.json")
STYLES = {how.name.lower().replace("_", "-"): how for how in How}
_MOST_STARS = 3  # in one pattern: more would make matching slow
_WAY_OUT = "docs/CONFIG.md describes the format; 'backport init' writes an example"


def load(repository: Repository, file: Path | None = None) -> Config:
    """The configuration in `file`, else in backport.toml at the top of the work tree, else what can be guessed.

    A `file` of the form REV:FILE is read from that revision, its map as well; clones that it lists are looked for
    beside the work tree. Raises UserError for a `file` that is not there, TomlError with all that is wrong with it.
    """
    top = repository.work_tree or repository.folder
    if file is not None and names_revision(file):
        found = unpacked(repository, file)
        return _config(_sound(found, str(file)), found, repository, top)
    at_top = file or _at_top(repository)
    if at_top is None:
        return guess(repository)
    return _config(_sound(at_top, str(file) if file else NAME), at_top, repository, at_top.parent)


def _sound(file: Path, name: str) -> dict[str, Any]:
    document = read(file, SCHEMA, name)
    _check(document)
    if document.problems:
        raise TomlError(document.problems, _WAY_OUT)
    return document.values


def guess(repository: Repository) -> Config:
    """The configuration of a repository that has none."""
    tip = repository.refs().get("HEAD") or development_branch(repository).tip
    chosen, evidence = recognise(repository.tree(repository.commit(tip).tree))
    return replace(_config({"project": chosen.NAME}, None, repository, repository.folder), evidence=evidence)


def _at_top(repository: Repository) -> Path | None:
    top = repository.work_tree
    if top is None or not (top / NAME).is_file():
        return None
    if not (top / NAME).resolve().is_relative_to(top.resolve()):
        raise UserError(f"{NAME} is a link that leads out of the work tree", "name the file itself: --config FILE")
    return top / NAME


def _check(document: Document) -> None:
    """What a schema cannot say."""
    name = document.sound("project")
    if name is not None and name not in PROJECTS:
        document.complain(f"unknown project {name!r}: known are {', '.join(PROJECTS)}", "project")
    _check_series(document)
    for key in ("branches", "tags"):
        for index, pattern in document.entries("discover", key):
            _check_pattern(document, pattern, True, "discover", key, index)
    for where, mistake in wrong(*(document.sound("compiler", key) or () for key in ("command", "flags"))):
        document.complain(mistake, "compiler", *where)
    for index, suppression in document.entries("suppression"):
        if type(suppression.get("expires", date.max)) is not date:
            document.complain("expires is a date: expires = 2030-12-31", "suppression", index, "expires")


def _check_series(document: Document) -> None:
    seen: set[str] = set()
    for index, series in document.entries("series"):
        if series["name"] in seen:
            document.complain(f"series {series['name']!r} is there twice", "series", index, "name")
        seen.add(series["name"])
        if "branch" in series and "tags" in series:
            document.complain("a series stands at a branch or at tags, not both", "series", index, "tags")
        if not {"branch", "tags", "repository"} & set(series):
            document.complain("a series needs one of branch, tags, repository", "series", index)
        _check_pattern(document, series.get("tags", ""), False, "series", index, "tags")


def _check_pattern(document: Document, pattern: str, names_series: bool, *where: str | int) -> None:
    if names_series and not any(mark in pattern for mark in ("{X}", "{X.Y}", "{X_Y}", "{X.Y.Z}")):
        document.complain(f"{pattern!r} does not say where the series' name is: {{X.Y}}", *where)
    if pattern.count("*") > _MOST_STARS:
        document.complain(f"{pattern!r} has more than {_MOST_STARS} stars", *where)


def _config(values: dict[str, Any], file: Path | None, repository: Repository, beside: Path) -> Config:
    """The values over those of the project's profile, over what can be seen in the repository.

    The map lies beside `file`, the clones that are listed beside the folder `beside`.
    """
    base = file.parent if file else beside
    chosen = project(values.get("project", "generic"))
    merged = {**_profile(chosen), **values}
    listed = tuple(_listed(entry, beside) for entry in merged.get("series", ())) or cascade(repository)
    found = merged.get("discover")
    return Config(
        file=file,
        project=chosen.NAME,
        development=merged.get("development") or development_branch(repository).name,
        listed=listed,
        discovery=_discovery(found) if found or listed else discovery(repository),
        trailers=_trailers(merged.get("trailers", {})),
        compiler=_compiler(merged.get("compiler", {})),
        skipped_checks=tuple(merged.get("checks", {}).get("skip", ())),
        map_folder=base / merged["map"]["folder"] if "map" in merged else _own_map(chosen),
        suppressions=tuple(_suppression(entry) for entry in merged.get("suppression", ())),
    )


def _profile(chosen: Project) -> dict[str, Any]:
    if chosen.PROFILE is None:
        return {}
    document = read(chosen.PROFILE, SCHEMA)
    _check(document)
    if document.problems:
        raise ValueError(f"the profile of {chosen.NAME} is wrong: {document.problems}")
    return document.values


def _own_map(chosen: Project) -> Path | None:
    return resources.folder("branch_maps") / chosen.MAP if chosen.MAP else None


def _listed(entry: dict[str, Any], base: Path) -> Listed:
    folder = entry.get("repository")
    return Listed(
        name=entry["name"],
        branch=entry.get("branch", ""),
        tags=entry.get("tags", ""),
        folder=base / folder if folder else None,
        living=entry.get("living", True),
    )


def _discovery(entry: dict[str, Any] | None) -> Discovery:
    entry = entry or {}
    branches, tags, dead = (tuple(entry.get(key, ())) for key in ("branches", "tags", "dead"))
    return Discovery(branches, tags, entry.get("oldest", ""), dead)


def _trailers(entry: dict[str, Any]) -> Trailers:
    style = STYLES[entry.get("style", "cherry-picked")]
    return Trailers(style, entry.get("sign_off", True), entry.get("initials", ""))


def _compiler(entry: dict[str, Any]) -> Compiler:
    return Compiler(tuple(entry.get("command", ())), tuple(entry.get("flags", ())), entry.get("seconds", 60))


def _suppression(entry: dict[str, Any]) -> Suppression:
    return Suppression(entry["finding"], entry["reason"], entry.get("expires"))
