"""A commented backport.toml for a repository that has none."""

import json
from dataclasses import replace
from os import path
from pathlib import Path

import jinja2

from backport import resources
from backport.config.branches import HEADS, REMOTES, TAGS
from backport.config.load import STYLES
from backport.config.patterns import filled, series_of
from backport.config.series import Series, series
from backport.config.values import Config, Listed
from backport.projects import PROJECTS
from backport.vcs.repository import Repository


def as_toml(config: Config, repository: Repository) -> str:
    """The configuration as a file for the repository's top, every series written out."""
    # Not HTML: every value goes through `quoted` instead.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.folder("templates") / "config"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701
    )
    environment.filters["quoted"] = _quoted
    styles = {how: name for name, how in STYLES.items()}
    return environment.get_template("backport.toml.j2").render(
        config=config,
        projects=PROJECTS,
        stands=[_stand(one, config, repository) for one in series(config, repository)],
        style=styles[config.trailers.style],
        styles=list(STYLES),
    )


def _stand(one: Series, config: Config, repository: Repository) -> Listed:
    """How to find this series again."""
    stand = Listed(one.name, living=one.living)
    if one.folder != repository.folder:
        return replace(stand, folder=Path(path.relpath(one.folder, repository.work_tree or repository.folder)))
    for prefix in (HEADS, REMOTES):
        if one.ref.startswith(prefix):
            return replace(stand, branch=one.ref.removeprefix(prefix))
    tag = one.ref.removeprefix(TAGS)
    pattern = next(known for known in config.discovery.tags if series_of(known, tag) == one.name)
    return replace(stand, tags=filled(pattern, one.name))


def _quoted(text: str) -> str:
    """A TOML string: JSON's are, but for DEL, which no name has."""
    return json.dumps(text, ensure_ascii=False)
