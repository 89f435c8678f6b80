"""What is fed with noise, and what must hold: a table that the short run of the tests and the long run share."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from backport import branchmap, resources
from backport.config import load
from backport.core import trailerblock, trailers
from backport.core.errors import UserError
from backport.csource.dialect import GENERIC
from backport.csource.facts import definitions, uses
from backport.csource.functions import functions
from backport.csource.lift.errors import CannotLift, Crash, OutOfFuel
from backport.csource.lift.program import Program
from backport.csource.mask import mask
from backport.history import mailmap
from backport.history.grep import finder
from backport.history.references import references
from backport.projects.haproxy import DIALECT as HAPROXY
from backport.projects.haproxy import messages
from backport.report import diff
from backport.tomlfile import TomlError
from backport.vcs.repository import Repository
from tests.repos import Repo
from tests.sources import Texts

Target = tuple[st.SearchStrategy[Any], Callable[[Any], None]]
ID = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def _of(*words: str, most: int = 40) -> st.SearchStrategy[str]:
    """Texts of these words, with a little noise between them."""
    noise = st.one_of(st.text(max_size=6), st.sampled_from(("\n", "\n\n", " ", "\t", "\\", "\0", "\r\n", "\u202e")))
    return st.lists(st.one_of(st.sampled_from(words), noise), max_size=most).map("".join)


MESSAGE = _of(
    "This should be backported to ", "as far as ", "2.4", "2.6-dev3", "all stable versions", "must", " not ",
    "and ",
    "Before ", "2.5", ", the function was called ", "foo()", "`bar`", "was named ", "No backport needed.", "\n",
    "BUG/MEDIUM: ", "BUG/", "[RELEASE] ", "commit ", ID[:9], ID, "(cherry picked from commit ", ")", "[wt: ", "]",
    "Signed-off-by: ", "A <a@b.c>", "Fixes: ", "it replaces ", "up to ", "down to", "if ", "(", "->", "src/",
    ".c", "#12",
)  # fmt: skip
CODE = _of(
    "int ", "static ", "void ", "struct s ", "f", "(", ")", "{", "}", ";", "\n", "return ", "if ", "else ", "for ",
    "while ", "do ", "switch ", "case ", "default:", "break;", "goto ", "x", "->", "*", "&", "=", "+", "1",
    "0x7f", "'a'",
    '"s"',
    "/*", "*/", "//", "\\\n", "#if ", "#ifdef X\n", "#else\n", "#elif ", "#endif\n", "#define X ", "#include <a>\n",
    "##", "sizeof", "typedef ", "union ", "enum ", "...", "__attribute__((", "))", "[", "]", ",", "?", ":",
    "L\"", "%:",
    most=80,
)  # fmt: skip
DIFF = _of(
    "diff --git a/x b/x\n", "--- a/x\n", "+++ b/x\n", "@@ -1,3 +1,4 @@", "@@ -1 +1 @@\n", "@@ -0,0 +1 @@",
    "+a\n", "-a\n",
    " a\n", "\\ No newline at end of file\n", "rename from ", '"a\\303\\251"', '"\\', "Binary files ",
    "index 1..2 100644\n",
    "new file mode 100644\n", "deleted file mode", "/dev/null", "@@ -99999999999999999999,1 +1 @@\n",
    "GIT binary patch\n",
)  # fmt: skip
TOML = _of(
    "[", "]", "[[", "]]", "=", "\n", '"', "'", "'''", "series", "name", "branch", "tags", "repository",
    "living", "map",
    "folder", "checks", "skip", "discover", "branches", "{X.Y}", "*", "trailers", "style", "sign_off", "initials",
    "suppression", "finding", "reason", "expires", "2030-12-31", "true", "false", "1", "-0", "1e400", "nan",
    "{", "}", ",",
    ".", "#", "\\u0000", "\\", "compiler", "command", "project", "generic", "haproxy", "development", "edge",
    "rename",
    "from", "to", "because", "evidence", "generation", "since", "path", "has", "[generation]", "[[generation]]\n",
    '[[series]]\nname = "1"\n', '[map]\nfolder = "x"\n', most=60,
)  # fmt: skip


def _message(text: str) -> None:
    messages.read(text, ID)
    references(text)


def _trailers(text: str) -> None:
    for read in (trailers.parse, trailers.hops, trailers.chain, trailers.notes, trailers.original):
        read(text)
    composed = trailerblock.compose(text, ID, "", "A <a@b.c>")
    assert trailers.chain(composed)[-1] == ID
    assert composed.endswith("Signed-off-by: A <a@b.c>\n")


def _mask(text: str) -> None:
    raw = text.encode(errors="surrogatepass")
    for dialect in (GENERIC, HAPROXY):
        masked = mask(raw, dialect)
        assert len(masked) == len(raw)
        assert [at for at, byte in enumerate(masked) if byte == 10] == [at for at, byte in enumerate(raw) if byte == 10]
        functions(raw, dialect)
        definitions(raw, dialect)
        uses(raw, dialect)


def _lifter(text: str) -> None:
    source = Texts({"a.c": text.encode(errors="replace").decode() + "\nint f(int x) { return x; }\n"})
    with suppress(CannotLift, Crash, OutOfFuel):
        program = Program(source, ["a.c"])
        program.enter("f", 1)


def _diff(text: str) -> None:
    diff.parse(text)


def _pattern(text: str) -> None:
    with suppress(UserError):
        finder(text[:60])("a subject")


def _mailmap(text: str) -> None:
    mailmap.parse(text.splitlines())


@cache
def _repository() -> Repository:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    repo = Repo.create(folder / "repo")
    repo.commit("start", {"a": "1\n"})
    return Repository.open(repo.folder)


def _configuration(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "backport.toml")
        file.write_bytes(text.encode(errors="surrogatepass"))
        try:
            load(_repository(), file)
        except TomlError as error:
            assert str(error)


def _map(text: str) -> None:
    shipped = resources.folder("branch_maps") / "haproxy"
    with tempfile.TemporaryDirectory() as folder:
        edge = sorted(shipped.glob("*--*.toml"))[0]
        Path(folder, "branches.toml").write_bytes((shipped / "branches.toml").read_bytes())
        Path(folder, edge.name).write_bytes(edge.read_bytes()[:400] + text.encode(errors="surrogatepass"))
        try:
            branchmap.load(Path(folder))
        except TomlError as error:
            assert str(error)


TARGETS: dict[str, Target] = {
    "message grammar": (MESSAGE, _message),
    "trailers": (MESSAGE, _trailers),
    "mask": (CODE, _mask),
    "lifter": (CODE, _lifter),
    "diff": (DIFF, _diff),
    "pattern": (_of("a", "*", "[", "]", "^", "\\", "(", ")", "{", "}", "[:alpha:]", "+", "|", ".", most=12), _pattern),
    "mailmap": (_of("<", ">", "A B ", "a@b", "#", "\n"), _mailmap),
    "backport.toml": (TOML, _configuration),
    "map": (TOML, _map),
}
