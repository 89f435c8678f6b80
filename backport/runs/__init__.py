"""Runs on disk, and the JSON document that a run is outside this program."""

from backport.runs.store import Stored, default_folder, load, save, stored

__all__ = ["Stored", "default_folder", "load", "save", "stored"]
