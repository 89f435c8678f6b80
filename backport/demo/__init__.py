"""A small project with a history, for `backport demo` and for whoever wants to try things out."""

from backport.demo.build import Demo, build

__all__ = ["Demo", "build"]
