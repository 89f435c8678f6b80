"""Paths and entries that no work tree should ever hold."""

from collections.abc import Callable

from tests.hostile import raw
from tests.hostile.ground import FIXED, SOURCE, Ground

Kind = Callable[[Ground], str]
LONG = b"n" * 4000

NAMES: dict[str, bytes] = {
    "two dots": b"..",
    "one dot": b".",
    "git folder": b".git",
    "git folder, upper case": b".GIT",
    "git folder, short name": b"GIT~1",
    "git folder, joined": ".g\u200cit".encode(),
    "git folder, trailing dot": b".git.",
    "git folder, stream": b".git::$INDEX_ALLOCATION",
    "option": b"-rf",
    "long option": b"--output=x",
    "absolute": b"/etc/passwd",
    "up and away": b"../../escaped.c",
    "slash inside": b"a/b.c",
    "backslash": b"..\\..\\x.c",
    "drive": b"C:x.c",
    "device": b"CON.c",
    "empty": b"",
    "space": b" ",
    "newline": b"a\nb.c",
    "carriage return": b"a\r.c",
    "tab": b"a\tb.c",
    "escape": b"\x1b[2J\x1b]0;owned\x07.c",
    "bidi": "a\u202ec.exe".encode(),
    "html": b"<script>alert(1)</script>.c",
    "quotes": b"\"'`$(touch x).c",
    "not utf-8": b"\xff\xfe.c",
    "surrogate": b"\xed\xa0\x80.c",
    "too long": LONG + b".c",
    "pathspec": b":(glob)**.c",
    "glob": b"*?[a].c",
    "attributes": b".gitattributes",
    "modules": b".gitmodules",
    "template": b"{{7*7}}{series}.c",
    "percent": b"%s%n%00.c",
}


def named(name: bytes) -> Kind:
    """A file of that name is changed, together with a real one."""

    def make(at: Ground) -> str:
        old = [*raw.entries(at.repo, "HEAD~1"), (raw.FILE, name, raw.blob(at.repo, SOURCE))]
        start = raw.commit(at.repo, raw.tree(at.repo, sorted(old, key=lambda entry: entry[1])), b"start\n")
        raw.point(at.repo, "refs/heads/stable-1", start)
        new = [(m, n, raw.blob(at.repo, FIXED) if n in (name, b"queue.c") else i) for m, n, i in old]
        return raw.commit(at.repo, raw.tree(at.repo, sorted(new, key=lambda entry: entry[1])), parents=[start])

    return make


def _changed(at: Ground, *entries: tuple[int, bytes, str]) -> str:
    kept = [entry for entry in raw.entries(at.repo, "HEAD~1") if entry[1] not in {name for _, name, _ in entries}]
    return raw.commit(at.repo, raw.tree(at.repo, sorted([*kept, *entries], key=lambda entry: entry[1])))


def link_away(at: Ground) -> str:
    """The file becomes a link out of the tree."""
    return _changed(at, (raw.LINK, b"queue.c", raw.blob(at.repo, "/etc/passwd")))


def link_over_folder(at: Ground) -> str:
    """A link, and a file that would be written through it."""
    inner = raw.tree(at.repo, [(raw.FILE, b"x.c", raw.blob(at.repo, FIXED))])
    return _changed(at, (raw.LINK, b"sub", raw.blob(at.repo, "/tmp")), (raw.FOLDER, b"sub", inner))


def file_to_folder(at: Ground) -> str:
    """The file becomes a folder."""
    inner = raw.tree(at.repo, [(raw.FILE, b"x.c", raw.blob(at.repo, FIXED))])
    return _changed(at, (raw.FOLDER, b"queue.c", inner))


def file_to_module(at: Ground) -> str:
    """The file becomes a submodule."""
    return _changed(at, (raw.MODULE, b"queue.c", "1" * 40))


def twice(at: Ground) -> str:
    """Two entries of one name."""
    blobs = [raw.blob(at.repo, text) for text in (FIXED, SOURCE)]
    return _changed(at, *((raw.FILE, b"queue.c", name) for name in blobs))


def case_collision(at: Ground) -> str:
    """Names that are one on some systems."""
    return _changed(at, *((raw.FILE, name, raw.blob(at.repo, FIXED)) for name in (b"QUEUE.C", b"queue.c", b"Queue.c")))


def unicode_collision(at: Ground) -> str:
    """The same name, composed and decomposed."""
    names = ("caf\u00e9.c".encode(), "cafe\u0301.c".encode(), b"queue.c")
    return _changed(at, *((raw.FILE, name, raw.blob(at.repo, FIXED)) for name in names))


def strange_modes(at: Ground) -> str:
    """Modes that mean nothing."""
    blob = raw.blob(at.repo, FIXED)
    return _changed(
        at, (0o100777, b"a.c", blob), (0o100600, b"queue.c", blob), (0o170000, b"z.c", blob), (0, b"0.c", blob)
    )


def unsorted(at: Ground) -> str:
    """A tree whose entries are in no order."""
    kept = [(m, n, raw.blob(at.repo, FIXED) if n == b"queue.c" else i) for m, n, i in raw.entries(at.repo, "HEAD~1")]
    return raw.commit(at.repo, raw.tree(at.repo, kept[::-1]))


def torn_tree(at: Ground) -> str:
    """A tree object that ends in the middle of an entry."""
    name = raw.write(at.repo, "tree", b"100644 queue.c\0" + b"\1" * 7)
    return raw.commit(at.repo, name)


def no_mode(at: Ground) -> str:
    """A tree object whose mode is no number."""
    return raw.commit(at.repo, raw.write(at.repo, "tree", b"rw-r--r-- queue.c\0" + b"\1" * 20))


def deep(at: Ground, levels: int = 600) -> str:
    """Folders in folders."""
    inner = raw.tree(at.repo, [(raw.FILE, b"x.c", raw.blob(at.repo, FIXED))])
    for _ in range(levels):
        inner = raw.tree(at.repo, [(raw.FOLDER, b"d", inner)])
    return _changed(at, (raw.FOLDER, b"d", inner), (raw.FILE, b"queue.c", raw.blob(at.repo, FIXED)))


def wide(at: Ground, files: int = 20_000) -> str:
    """Very many files, all of them new."""
    name = raw.blob(at.repo, "int x;\n")
    inner = raw.tree(at.repo, [(raw.FILE, b"f%07d.c" % number, name) for number in range(files)])
    return _changed(at, (raw.FOLDER, b"many", inner), (raw.FILE, b"queue.c", raw.blob(at.repo, FIXED)))


def tree_bomb(at: Ground, levels: int = 5) -> str:
    """Ten names for one folder, in ten names for one folder …: 10**levels files in a few objects."""
    inner = raw.tree(at.repo, [(raw.FILE, b"x.c", raw.blob(at.repo, FIXED))])
    for _ in range(levels):
        inner = raw.tree(at.repo, [(raw.FOLDER, b"%d" % number, inner) for number in range(10)])
    return _changed(at, (raw.FOLDER, b"bomb", inner), (raw.FILE, b"queue.c", raw.blob(at.repo, FIXED)))


KINDS: dict[str, Kind] = {
    **{f"name: {what}": named(name) for what, name in NAMES.items()},
    **{
        f"tree: {kind.__name__}": kind
        for kind in (
            link_away, link_over_folder, file_to_folder, file_to_module, twice, case_collision, unicode_collision,
            strange_modes, unsorted, torn_tree, no_mode, deep, wide, tree_bomb,
        )
    },
}  # fmt: skip
