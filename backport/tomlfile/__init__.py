"""TOML files that people write: read, checked against a schema, every mistake at once with its file and line."""

from backport.tomlfile.document import Document, read
from backport.tomlfile.problems import Problem, TomlError

__all__ = ["Document", "Problem", "TomlError", "read"]
