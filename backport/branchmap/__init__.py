"""Branch maps: the vocabulary of each generation of a project's API, and the way from one to another."""

from backport.branchmap.load import load
from backport.branchmap.map import BranchMap
from backport.branchmap.stage import Hit
from backport.branchmap.translator import Fitted, Translated, Translator
from backport.branchmap.values import Clause, Edge, Generation, Recognised, Route, Source

__all__ = [
    "BranchMap",
    "Clause",
    "Edge",
    "Fitted",
    "Generation",
    "Hit",
    "Recognised",
    "Route",
    "Source",
    "Translated",
    "Translator",
    "load",
]
