"""Which compilers and flags a configuration may name: those that only read. The file may come from anybody."""

import re
from collections.abc import Iterator, Sequence

# gcc under any of its names: arm-none-eabi-gcc-12, cc. A path could lead to a program of the repository's own.
_COMMAND = re.compile(r"(?:[A-Za-z0-9_]+-)*(?:gcc|cc)(?:-[0-9.]+)?")
_PATH = r"(?!/)(?!(?:.*/)?\.\.(?:/|$)).+"  # below the tree
# No flag that runs a program (-fplugin=, -wrapper, -B, -specs=), writes a file (-fdump-, -save-temps, -MF) or reads
# arguments from one (@FILE).
_FLAG = re.compile(
    rf"-I{_PATH}|-[DU]\w+(?:\([\w, .]*\))?(?:=.*)?|-std=[\w+]+|-O\w?|-g\d?|-m[\w=.+-]+|-pthread|-ansi|-w|-fsyntax-only|"
    r"-pedantic|-W(?![alp],)[\w=+-]*|-f(?:no-)?(?:signed-char|unsigned-char|short-enums|short-wchar|wrapv|freestanding|"
    r"hosted|common|builtin(?:-\w+)?|gnu89-inline|ms-extensions|plan9-extensions|permissive|pic|PIC|pie|PIE|openmp|"
    r"strict-aliasing|exceptions|visibility=\w+|stack-protector[\w-]*|cf-protection(?:=\w+)?|sanitize=[\w,-]+)"
)
_WITH_PATH = ("-include", "-isystem", "-iquote", "-I")


def wrong(command: Sequence[str], flags: Sequence[str]) -> Iterator[tuple[tuple[str, int], str]]:
    """What is not allowed: its key and place, and what is wrong."""
    if command and not _COMMAND.fullmatch(command[0]):
        yield ("command", 0), f"{command[0]!r:.80} is no gcc: name it as it is found on the PATH, like gcc-13 or cc"
    for key, words in (("command", command[1:]), ("flags", flags)):
        offset = 1 if key == "command" else 0
        before = ""
        for index, word in enumerate(words):
            allowed = re.fullmatch(_PATH, word) if before in _WITH_PATH else word in _WITH_PATH or _FLAG.fullmatch(word)
            if not allowed:
                yield (key, index + offset), f"{word!r:.80} is not among the flags that are known to only read"
            before = word
