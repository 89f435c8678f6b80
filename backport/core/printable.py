"""Text from a repository made safe to show: nothing in it may steer a terminal or reorder what a person reads."""

_ESCAPED_BYTES = range(0xDC80, 0xDD00)  # what Python's surrogateescape makes of bytes that are not UTF-8


def printable(text: str, keep: str = "\n\t") -> str:
    """The text with control, format, bidi and surrogate characters written as `\\x1b` or `\\u202e`.

    `keep` names the control characters that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escape(ord(char)) for char in text)


def one_line(text: str) -> str:
    """The same for a cell or a message of one line: line breaks and tabs are written out as well."""
    return printable(text, keep="")


def _escape(code: int) -> str:
    if code in _ESCAPED_BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
