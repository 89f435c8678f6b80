"""No service: what the current branch has and its upstream has not."""

from collections.abc import Mapping

from backport.services.asked import Asked

NAME = "plain"


def recognise(environ: Mapping[str, str]) -> bool:
    """Any environment will do."""
    return True


def asked(environ: Mapping[str, str]) -> Asked:
    """HEAD against its upstream."""
    return Asked(("@{upstream}",))
