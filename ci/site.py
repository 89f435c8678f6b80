"""Hooks of the documentation's site: the first page is the README, the command line's page is made of the commands."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from backport.cli import cli, manual
from backport.cli.manual.markdown import markdown

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_TOP = Path(__file__).resolve().parents[1]
_OUTSIDE = re.compile(r"\[([^\]]*)\]\((?:\.\./[^)]*|LICENSE|CONTRIBUTING\.md)\)")


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the pages that are not files of the folder."""
    from mkdocs.structure.files import File

    start = (_TOP / "README.md").read_text().replace("](docs/", "](")
    files.append(File.generated(config, "index.md", content=start))
    files.append(File.generated(config, "CLI.md", content=markdown(manual.pages(cli, "backport"))))
    return files


def on_page_markdown(text: str, **_more: object) -> str:
    """Links to files of the repository become their names: the site has only the documentation."""
    return _OUTSIDE.sub(r"\1", text)
