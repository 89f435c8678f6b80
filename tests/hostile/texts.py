"""Contents of files that are made to be slow, huge or misread."""

from collections.abc import Callable

from tests.hostile import raw
from tests.hostile.ground import FIXED, SOURCE, Ground

Kind = Callable[[Ground], str]
MANY = 20_000


def around(text: bytes) -> Kind:
    """The fix, in a file that holds this as well, on every branch."""

    def make(at: Ground) -> str:
        others = [entry for entry in raw.entries(at.repo, "HEAD~1") if entry[1] != b"queue.c"]
        trees = [
            raw.tree(at.repo, sorted([*others, (raw.FILE, b"queue.c", raw.blob(at.repo, body))], key=lambda e: e[1]))
            for body in (SOURCE.encode() + text, FIXED.encode() + text, text + SOURCE.encode())
        ]
        start = raw.commit(at.repo, trees[0], b"start\n")
        raw.point(at.repo, "refs/heads/stable-1", raw.commit(at.repo, trees[2], b"moved\n", parents=[start]))
        return raw.commit(at.repo, trees[1], parents=[start])

    return make


def becomes(old: bytes, new: bytes) -> Kind:
    """One file, before and after; the branch has the file before."""

    def make(at: Ground) -> str:
        trees = [raw.tree(at.repo, [(raw.FILE, b"queue.c", raw.blob(at.repo, body))]) for body in (old, new)]
        start = raw.commit(at.repo, trees[0], b"start\n")
        other = raw.tree(at.repo, [(raw.FILE, b"queue.c", raw.blob(at.repo, b"int other;\n" + old))])
        raw.point(at.repo, "refs/heads/stable-1", raw.commit(at.repo, other, b"other\n", parents=[start]))
        return raw.commit(at.repo, trees[1], parents=[start])

    return make


SURROUNDINGS: dict[str, bytes] = {
    "nul": b"\0\0\0",
    "carriage returns": b"/* x */\r\nint a;\r\n" * 50,
    "only carriage returns": b"int a;\r" * 50,
    "not utf-8": b'/* caf\xe9 \xff */\nchar *s = "\xed\xa0\x80";\n',
    "one long line": b"int a[] = {" + b"1," * 500_000 + b"};\n",
    "a long word": b"int " + b"a" * 1_000_000 + b";\n",
    "brackets": b"int f(void) { return " + b"(" * MANY + b"1" + b")" * MANY + b"; }\n",
    "braces": b"void g(void) " + b"{" * MANY + b"}" * MANY + b"\n",
    "open braces": b"void g(void) " + b"{" * MANY,
    "conditionals": b"#if X\n" * 5_000 + b"#endif\n" * 5_000,
    "open conditionals": b"#if X\n#else\n" * 5_000,
    "open comment": b"/* " + b"* " * 100_000,
    "open string": b'char *s = "' + b"\\" * 100_001,
    "macros": b"".join(b"#define A%d A%d A%d\n" % (n + 1, n, n) for n in range(40)) + b"int x = A40;\n",
    "own macro": b"#define F(x) F(F(x))\nint x = F(F(F(1)));\n",
    "continued lines": b"#define X \\\n" * MANY + b"1\n",
    "many functions": b"".join(b"int f%d(int a)\n{\n\treturn a;\n}\n\n" % n for n in range(3_000)),
    "the same lines": b"\tif (x)\n\t\treturn 0;\n" * MANY,
    "conflict markers": b"<<<<<<< HEAD\nint a;\n=======\nint b;\n>>>>>>> x\n" * 50,
    "a diff": b"--- a/queue.c\n+++ b/queue.c\n@@ -1,5 +1,5 @@\n-x\n+y\ndiff --git a/etc/passwd b/etc/passwd\n",
    "escape sequences": b"/* \x1b[2J\x1b]0;owned\x07 */\n",
    "bidi": "/* \u202e } \u2066if (x)\u2069 \u2066 begin */\n".encode(),
    "html": b"/* </pre><script>alert(1)</script> */\n",
    "names of Python": b"int __import__(int lambda) { int None = lambda; return exec(\"os.system('x')\"); }\n",
    "spaces": b" " * 500_000 + b"\n" + b"\t" * 500_000 + b"x\n",
    "include": b'#include "/etc/passwd"\n#include "/dev/zero"\n#include "../../../../../../etc/passwd"\n',
    "includes itself": b'#include "queue.c"\n',
    "pragma": b'#pragma GCC plugin evil\n#pragma GCC dependency "/etc/passwd"\n_Pragma("GCC poison int")\n',
    "assembler": b'__asm__(".incbin \\"/etc/passwd\\"");\n',
    "huge array": b"char huge[0x7fffffffffffffff]; char more[1ull << 62];\n",
}

CHANGES: dict[str, tuple[bytes, bytes]] = {
    "everything": (b"a\n" * 30_000, b"b\n" * 30_000),
    "every other line": (b"a\nx\n" * 5_000, b"b\nx\n" * 5_000),
    "no newline at the end": (b"int a;", b"int b;"),
    "only the newline": (b"int a;", b"int a;\n"),
    "line ends": (b"int a;\nint b;\n" * 100, b"int a;\r\nint b;\r\n" * 100),
    "to nothing": (SOURCE.encode(), b""),
    "from nothing": (b"", SOURCE.encode()),
    "to binary": (SOURCE.encode(), b"\0" * 100),
    "one long line": (b"a" * 2_000_000, b"a" * 1_999_999 + b"b"),
    "zeros": (SOURCE.encode(), bytes(32 << 20)),
    "larger zeros": (bytes(8 << 20), bytes(9 << 20)),
}


KINDS: dict[str, Kind] = {
    **{f"text: {what}": around(text) for what, text in SURROUNDINGS.items()},
    **{f"change: {what}": becomes(*pair) for what, pair in CHANGES.items()},
}
