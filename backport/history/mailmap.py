"""One name per author, by the repository's .mailmap (gitmailmap(5))."""

import re
from collections.abc import Iterable, Mapping

from backport.core.commit import Identity
from backport.vcs.repository import Repository

_LINE = re.compile(r"(?P<name>[^<#]*)<(?P<mail>[^>]*)>\s*(?:(?P<old_name>[^<#]*)<(?P<old_mail>[^>]*)>)?")

Mailmap = Mapping[tuple[str, str], str]  # (old name or "", old address), both in lower case → name


def read(repository: Repository, tree: str) -> Mailmap:
    """The map that stands in a tree, empty where there is none."""
    text = repository.read(tree, ".mailmap") or b""
    return parse(text.decode("utf-8", "replace").splitlines())


def parse(lines: Iterable[str]) -> Mailmap:
    """The lines that give a name; those that only correct an address are of no use here."""
    known: dict[tuple[str, str], str] = {}
    for line in lines:
        found = _LINE.match(line.strip())
        if found and (name := found["name"].strip()):
            mail = (found["old_mail"] or found["mail"]).strip().lower()
            known[(found["old_name"] or "").strip().lower(), mail] = name
    return known


def name(known: Mailmap, author: Identity) -> str:
    """The author's name as the map has it."""
    mail = author.email.lower()
    return known.get((author.name.lower(), mail)) or known.get(("", mail)) or author.name
