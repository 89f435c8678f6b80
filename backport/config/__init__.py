"""What a project's people decide, read from backport.toml or guessed: series, development branch, habits, checks."""

from backport.config.load import guess, load
from backport.config.series import Series, development, lenders, living, resolve_onto, series
from backport.config.values import Compiler, Config, Discovery, Listed, Suppression, Trailers

__all__ = [
    "Compiler",
    "Config",
    "Discovery",
    "Listed",
    "Series",
    "Suppression",
    "Trailers",
    "development",
    "guess",
    "lenders",
    "living",
    "load",
    "resolve_onto",
    "series",
]
