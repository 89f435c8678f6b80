"""The C parser, over the mask."""

from functools import lru_cache

import tree_sitter_c
from tree_sitter import Language, Parser, Tree

from backport.csource.conditionals import Keep
from backport.csource.dialect import GENERIC, Dialect
from backport.csource.mask import mask

C = Language(tree_sitter_c.language())


@lru_cache(maxsize=32)
def parse(text: bytes, dialect: Dialect = GENERIC, keep: Keep = Keep.FIRST) -> Tree:
    """The syntax tree of C text: offsets are those of `text`, node texts the mask's (slice `text` to get its own)."""
    return Parser(C).parse(mask(text, dialect, keep))


def parse_plain(text: bytes) -> Tree:
    """The syntax tree of text that is plain C already."""
    return Parser(C).parse(text)
