"""Verify backports across stable branches."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("backport")
except PackageNotFoundError:  # a checkout that was not installed
    __version__ = "0+checkout"
