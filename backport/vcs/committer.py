"""Who commits, and when: git's own rules, without running git."""

import os
import time

from backport.core.commit import Identity
from backport.core.errors import UserError
from backport.vcs.repository import Repository


def committer(repository: Repository) -> Identity | None:
    """GIT_COMMITTER_NAME and _EMAIL, else user.name and user.email; None where neither is complete.

    The time is GIT_COMMITTER_DATE ("SECONDS +HHMM", as git writes it), else now.
    """
    configured = repository.identity() or ("", "")
    name = os.environ.get("GIT_COMMITTER_NAME") or configured[0]
    email = os.environ.get("GIT_COMMITTER_EMAIL") or configured[1]
    if not name or not email:
        return None
    moment, offset = _date(os.environ.get("GIT_COMMITTER_DATE", ""))
    return Identity(name, email, moment, offset)


def _date(text: str) -> tuple[int, int]:
    if not text:
        local = time.localtime()
        return int(time.time()), (local.tm_gmtoff or 0) // 60
    seconds, _, zone = text.removeprefix("@").partition(" ")
    try:
        sign = -1 if zone.startswith("-") else 1
        digits = zone.lstrip("+-") or "0000"
        return int(seconds), sign * (int(digits[:2]) * 60 + int(digits[2:]))
    except ValueError as error:
        raise UserError(
            f"GIT_COMMITTER_DATE is {text!r}", "write it as SECONDS +HHMM, like 1700000000 +0100"
        ) from error
