"""The message of a backport in the style of a project: where it says that it comes from, and in which words."""

from backport.core.trailerblock import compose
from backport.core.trailers import How, Source, parse

_AT_THE_TOP = (How.UPSTREAM, How.UPSTREAM_BRACKETS)


def attributed(message: str, source: str, style: How, note: str = "", signer: str = "") -> str:
    """`message` as the backport of the commit `source` (full id), with the note and the sign-off of `compose`.

    Linux' stable trees name the mainline commit above the text, and only once: a backport of a backport keeps the line
    that is there. All other styles add a line at the foot for each hop.
    """
    if style == How.CHERRY_PICKED:
        return compose(message, source, note, signer)
    line = str(Source(source, style))
    if style in _AT_THE_TOP:
        return compose(_with_head(message, line), "", note, signer)
    added = "\n".join(filter(None, (line, note)))
    return compose(f"{message.rstrip()}\n{'' if _ends_in_trailers(message) else chr(10)}{added}\n", "", "", signer)


def _with_head(message: str, line: str) -> str:
    if any(isinstance(item, Source) and item.how in _AT_THE_TOP for item in parse(message)):
        return message
    subject, _, body = message.partition("\n")
    return f"{subject}\n\n{line}\n" + (f"\n{body.lstrip(chr(10))}" if body.strip() else "")


def _ends_in_trailers(message: str) -> bool:
    """Whether the last paragraph is of trailers, so that a line of the same kind joins it."""
    last = message.rstrip().rpartition("\n\n")[2]
    return bool(parse(f"x\n\n{last}\n")) and "\n\n" in message.rstrip()
