"""The C preprocessor's macro expansion, with every line of the text left on its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backport.csource.lift.errors import CannotLift

TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_]\w*)|(?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"""|(?P<line>\n)|(?P<space>(?:[ \t\r\f\v]|\\\r?\n)+)"""
    r"""|(?P<mark>\#\#|\.\.\.|->|\+\+|--|<<=|>>=|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||.)""",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_WORD_END = re.compile(r"[\w\"']\Z")
_EXPANSION_LIMIT = 200_000  # tokens per text, those of arguments included: more is a macro bomb
_LONGEST = 100_000  # characters that macros may put together to one token
_NESTED = 2_000  # macros that one token can have come from
_NOTHING: frozenset[str] = frozenset()

Hidden = frozenset[str]
Token = tuple[str, Hidden]


@dataclass(frozen=True)
class Macro:
    """One `#define`: `parameters` is None for an object-like macro; a variadic one's last parameter takes the rest."""

    parameters: tuple[str, ...] | None
    body: tuple[str, ...]
    variadic: bool = False


def tokens(text: str) -> list[str]:
    """The tokens of comment-free text; white space is one blank, line ends stay."""
    return [" " if m.lastgroup == "space" else m[0] for m in TOKEN.finditer(text)]


_DEFINE = re.compile(r"\s*([A-Za-z_]\w*)(?:\(([^)]*)\))?(.*)", re.DOTALL)


def read_macro(argument: str) -> tuple[str, Macro] | None:
    """The name and macro of a `#define`'s argument (or of `NAME(parameters) body`)."""
    match = _DEFINE.match(argument.replace("\\\r\n", " ").replace("\\\n", " "))
    if match is None:
        return None
    body = tuple(tokens(match[3].strip()))
    if match[2] is None:
        return match[1], Macro(None, body)
    names = [name.strip() for name in match[2].split(",") if name.strip()]
    variadic = bool(names) and names[-1].endswith("...")
    if variadic:
        names[-1] = names[-1][:-3].strip() or "__VA_ARGS__"
    return match[1], Macro(tuple(names), body, variadic)


class _Input:
    """Tokens still to be read; expansions are pushed back in front."""

    def __init__(self, found: Iterable[Token]) -> None:
        self._stack = list(found)
        self._stack.reverse()

    def __bool__(self) -> bool:
        return bool(self._stack)

    def pop(self) -> Token:
        return self._stack.pop()

    def push(self, found: list[Token]) -> None:
        self._stack.extend(reversed(found))

    def opens(self) -> bool:
        """Whether the next token that is not white space is an opening parenthesis."""
        for text, _ in reversed(self._stack):
            if text not in (" ", "\n"):
                return text == "("
        return False

    def arguments(self) -> tuple[list[list[Token]], int]:
        """The arguments of a macro call and the number of line ends among them."""
        found: list[list[Token]] = [[]]
        depth = lines = 0
        while self._stack:
            token = self._stack.pop()
            text = token[0]
            if text == "\n":
                lines += 1
                token = (" ", _NOTHING)
            if text in ("(", "[", "{") and (depth or text == "("):
                depth += 1
                if depth == 1:
                    continue
            elif text in (")", "]", "}"):
                depth -= 1
                if depth == 0:
                    break
            if text == "," and depth == 1:
                found.append([])
            elif depth:
                found[-1].append(token)
        return found, lines


def _stripped(found: list[Token]) -> list[Token]:
    start, end = 0, len(found)
    while start < end and found[start][0] == " ":
        start += 1
    while start < end and found[end - 1][0] == " ":
        end -= 1
    return found[start:end]


def _bind(macro: Macro, given: list[list[Token]]) -> dict[str, list[Token]] | None:
    names = macro.parameters or ()
    given = [_stripped(argument) for argument in given]
    if not names:
        return {} if given in ([], [[]]) else None
    if macro.variadic:
        fixed = len(names) - 1
        rest: list[Token] = []
        for i, argument in enumerate(given[fixed:]):
            rest += ([(",", _NOTHING)] if i else []) + argument
        given = [*given[:fixed], rest]
    return dict(zip(names, given, strict=True)) if len(given) == len(names) else None


class Macros:
    """A table of macros and the expansion with it."""

    def __init__(self) -> None:
        self.table: dict[str, Macro] = {}
        self._left = 0  # tokens that may still be looked at

    def expand(self, text: str, where: str = "") -> str:
        """Text with its macros expanded, line ends kept; `CannotLift` where that takes too much."""
        self._left = _EXPANSION_LIMIT
        return join(t for t, _ in self._run([(t, _NOTHING) for t in tokens(text)], where))

    def _run(self, given: list[Token], where: str) -> list[Token]:
        pending, out = _Input(given), []
        table = self.table
        while pending:
            self._left -= 1
            if self._left < 0:
                raise CannotLift("macros expand without end", where)
            token = pending.pop()
            macro = table.get(token[0])
            if macro is None or token[0] in token[1] or not self._apply(token, macro, pending, where):
                out.append(token)
        return out

    def _apply(self, token: Token, macro: Macro, pending: _Input, where: str) -> bool:
        hidden = token[1] | {token[0]}
        if len(hidden) > _NESTED:
            raise CannotLift("macros nest too deep", where)
        if macro.parameters is None:
            pending.push(self._substituted(macro, {}, hidden, where))
            return True
        if not pending.opens():
            return False
        given, lines = pending.arguments()
        bound = _bind(macro, given)
        if bound is None:
            raise CannotLift(f"macro {token[0]} takes {len(macro.parameters)} arguments, not {len(given)}", where)
        pending.push(self._substituted(macro, bound, hidden, where) + [("\n", _NOTHING)] * lines)
        return True

    def _substituted(self, macro: Macro, bound: dict[str, list[Token]], hidden: Hidden, where: str) -> list[Token]:
        out: list[Token] = []
        whole: dict[str, list[Token]] = {}  # arguments, expanded
        body, i = macro.body, 0
        while i < len(body):
            text = body[i]
            following = _next(body, i)
            if text == "#" and macro.parameters is not None and following is not None and body[following] in bound:
                out.append((_quoted(bound[body[following]]), _NOTHING))
                i = following + 1
            elif text == "##" and following is not None:
                i = self._paste(out, body, following, bound)
            else:
                i += 1
                out += self._operand(text, body, following, bound, whole, where)
            if out and len(out[-1][0]) > _LONGEST:
                raise CannotLift("macros make too long a token", where)
        self._left -= len(out)
        return [(t, h | hidden) if _NAME.match(t) else (t, h) for t, h in out]

    def _operand(
        self,
        text: str,
        body: tuple[str, ...],
        following: int | None,
        bound: dict[str, list[Token]],
        whole: dict[str, list[Token]],
        where: str,
    ) -> list[Token]:
        """What a token of a body stands for: a parameter for its argument, expanded unless it is pasted."""
        if text not in bound:
            return [(text, _NOTHING)]
        if following is not None and body[following] == "##":
            return bound[text]
        if text not in whole:
            whole[text] = self._run(bound[text], where)
        return whole[text]

    @staticmethod
    def _paste(out: list[Token], body: tuple[str, ...], right: int, bound: dict[str, list[Token]]) -> int:
        """Join what is out with the token at `right`; GNU: `, ## rest` loses the comma when the rest is empty."""
        while out and out[-1][0] == " ":
            out.pop()
        operand = bound.get(body[right], [(body[right], _NOTHING)])
        if out and out[-1][0] == ",":
            out += operand
            if not operand:
                out.pop()
        elif out and operand:
            first = out.pop()[0] + operand[0][0]
            out += [(first, _NOTHING), *operand[1:]]
        else:
            out += operand
        return right + 1


def _next(body: tuple[str, ...], i: int) -> int | None:
    """The index of the next token that is not white space."""
    return next((j for j in range(i + 1, len(body)) if body[j] != " "), None)


def _quoted(found: list[Token]) -> str:
    text = join(t for t, _ in _stripped(found))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def join(found: Iterable[str]) -> str:
    """Token texts as one text that reads back as the same tokens."""
    return "".join(_spaced(found))


def _spaced(found: Iterable[str]) -> Iterator[str]:
    last = ""
    for text in found:
        glued = last[-1:] in "+-&|<>=!*/%^#." or _WORD_END.search(last)
        if last and glued and text not in (" ", "\n", ",", ";", ")", "(", "[", "]") and last not in (" ", "\n"):
            yield " "
        yield text
        last = text
