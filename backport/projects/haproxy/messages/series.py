"""Series of HAProxy ("2.4"): how they are written, ordered and found in a text."""

import re
from collections.abc import Iterable

# Not "2.4-dev10" (a development version), not "TLS 1.2", "HTTP/1.1", "gcc 8.1" or "1.2.3.4".
_OTHERS = (
    r"(?<!TLS )(?<!TLSv)(?<!SSLv)(?<!HTTP/)(?<!HTTP )(?<!gcc )(?<!GCC )(?<!Lua )(?<!lua )(?<!OpenSSL )(?<!openssl )"
)
SERIES = (
    rf"{_OTHERS}(?<![\w.#])(?:v|V)?(?P<series>[1-9]\.\d{{1,2}})(?:\.\d{{1,2}}|\.x)?(?![\w%]|\.\d|-(?:dev|rc)|[kKMG]B)"
)
_SERIES = re.compile(SERIES)


_NAME = re.compile(r"v?(?P<series>[1-9]\d*\.\d{1,2})(?:\.\d+)?$")


def of(name: str) -> str | None:
    """The series that a name stands for (`2.4`, or its release `v2.4.7`), None for any other name."""
    found = _NAME.match(name)
    return found["series"] if found else None


def order(series: str) -> tuple[int, ...]:
    """The key that sorts series oldest first."""
    return tuple(int(part) for part in series.split("."))


def newest_first(series: Iterable[str]) -> tuple[str, ...]:
    """Each once, newest first."""
    return tuple(sorted(set(series), key=order, reverse=True))


def named(text: str) -> tuple[str, ...]:
    """The series that `text` names, in the order it does."""
    return tuple(dict.fromkeys(found["series"] for found in _SERIES.finditer(text)))
