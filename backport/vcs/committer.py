"""Who commits, and when: git's own rules, without running git."""

import os
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from backport.core.commit import Identity
from backport.core.errors import UserError
from backport.vcs.repository import Repository


def committer(repository: Repository) -> Identity | None:
    """GIT_COMMITTER_NAME and _EMAIL, else user.name and user.email; None where neither is complete.

    The time is GIT_COMMITTER_DATE, else now. Raises UserError where that date cannot be read.
    """
    configured = repository.identity() or ("", "")
    name = os.environ.get("GIT_COMMITTER_NAME") or configured[0]
    email = os.environ.get("GIT_COMMITTER_EMAIL") or configured[1]
    if not name or not email:
        return None
    moment, offset = _date(os.environ.get("GIT_COMMITTER_DATE", ""))
    return Identity(name, email, moment, offset)


def _date(text: str) -> tuple[int, int]:
    """Seconds since 1970 and minutes east of Greenwich, of one of the three forms in git's manual (DATE FORMATS).

    Raises UserError for any other text.
    """
    if not text:
        return _moment(datetime.now().astimezone())
    for read in (_internal, datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, OverflowError):
            continue
        return _moment(moment)
    raise UserError(
        f"GIT_COMMITTER_DATE is {text!r}",
        "write it as SECONDS +HHMM, like 1700000000 +0100, or in the form of ISO 8601",
    )


def _internal(text: str) -> datetime:
    seconds, _, zone = text.removeprefix("@").partition(" ")
    east = datetime.strptime(zone or "+0000", "%z").tzinfo
    return datetime.fromtimestamp(int(seconds), east)


def _moment(moment: datetime) -> tuple[int, int]:
    aware = moment if moment.tzinfo else moment.astimezone()
    offset = aware.utcoffset() or timedelta()
    return int(aware.timestamp()), offset // timedelta(minutes=1)
