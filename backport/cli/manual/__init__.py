"""The manual, made of the commands themselves: as man pages and as the page of the documentation."""

from backport.cli.manual.pages import Page, page, pages

__all__ = ["Page", "page", "pages"]
