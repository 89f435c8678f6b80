"""Commits whose headers and messages are made to confuse whoever reads or prints them."""

from collections.abc import Callable

from tests.hostile import raw
from tests.hostile.ground import FIXED, Ground

Kind = Callable[[Ground], str]


def fixed(at: Ground) -> str:
    """The fix's tree."""
    kept = raw.entries(at.repo, "HEAD~1")
    return raw.tree(at.repo, [(m, n, raw.blob(at.repo, FIXED) if n == b"queue.c" else i) for m, n, i in kept])


def saying(message: bytes) -> Kind:
    """A fix with this message."""
    return lambda at: raw.commit(at.repo, fixed(at), message)


def by(who: bytes) -> Kind:
    """A fix by this author, who committed it too."""
    return lambda at: raw.commit(at.repo, fixed(at), author=who, committer=who)


def under(headers: bytes) -> Kind:
    """A fix with further headers."""
    return lambda at: raw.commit(at.repo, fixed(at), "fix caf\u00e9\n".encode(), headers=headers)


MESSAGES: dict[str, bytes] = {
    "empty": b"",
    "only newlines": b"\n\n\n\n",
    "no newline": b"fix",
    "carriage returns": b"BUG/MINOR: fix\r\n\r\nbody\r\n\r\nSigned-off-by: A <a@b>\r\n",
    "nul": b"fix\0hidden\n\nbody\0\n",
    "escape sequences": b"\x1b[2J\x1b]0;owned\x07\x9b31m fix \x08\x08\n\n\x1b[31mbody\n",
    "bidi": "fix \u202etxet desrever\u202c \u2066\n".encode(),
    "html": b"</title><script>alert(1)</script><img src=x onerror=alert(1)>\n\n<!-- <style>*{display:none}\n",
    "markdown": b"| x | [a](javascript:alert(1)) ![x](http://evil.example/x)\n\n```\n@everyone fixes #1\n",
    "runner commands": b"::error::owned\n\n::set-env name=PATH::x\n##[command]x\n",
    "template": b"{{ ''.__class__ }} {% for x in range(9**9) %}{series.__class__}%(x)s${x}\n",
    "not utf-8": b"caf\xe9 \xff\xfe\n\n\xed\xa0\x80\n",
    "long subject": b"x" * 1_000_000 + b"\n",
    "many lines": b"fix\n\n" + b"line\n" * 200_000,
    "many trailers": b"fix\n\n" + b"Signed-off-by: A <a@b>\n" * 50_000,
    "many picks": b"fix\n\n" + b"".join(b"(cherry picked from commit %040x)\n" % n for n in range(20_000)),
    "open bracket": b"fix\n\n[" + b"wt: " * 100_000 + b"\nSigned-off-by: A <a@b>\n",
    "many brackets": b"fix\n\n" + b"[" * 50_000 + b"]" * 50_000 + b"\nSigned-off-by: A <a@b>\n",
    "many versions": b"fix\n\nThis should be backported to "
    + b", ".join(b"%d.%d" % (n, n) for n in range(30_000)) + b".\n",
    "many spaces": b"fix\n\nThis" + b" " * 100_000 + b"should be backported as far as" + b"\t" * 100_000 + b"2.0.\n",
    "odd picks": b"fix\n\n(cherry picked from commit )\n(cherry picked from commit -x)\n(cherry picked from commit "
    + b"f" * 39 + b")\n(cherry picked from commit " + b"f" * 100_000 + b")\n(cherry picked from commit ../../x)\n",
    "scissors": b"fix\n# ------------------------ >8 ------------------------\n# x\ndiff --git a/x b/x\n---\n",
    "mbox": b"fix\n\nFrom 0000 Mon Sep 17 00:00:00 2001\nFrom: evil\nSubject: x\n---\n 1 file changed\n",
}  # fmt: skip

PEOPLE: dict[str, bytes] = {
    "nobody": b"<> 1600000000 +0000",
    "no address": b"Ann 1600000000 +0000",
    "brackets": b"<<<Ann>>> <a<b>c> 1600000000 +0000",
    "escape": b"\x1b[31mAnn <a\x1b@b> 1600000000 +0000",
    "html": b'<script>alert(1)</script> <"onload=alert(1)@b> 1600000000 +0000',
    "newer than 2106": b"Ann <a@b> 4294967297 +0000",
    "far future": b"Ann <a@b> 99999999999999 +0000",
    "beyond 64 bits": b"Ann <a@b> 99999999999999999999999999 +0000",
    "before 1970": b"Ann <a@b> -86400 +0000",
    "no date": b"Ann <a@b>",
    "no number": b"Ann <a@b> yesterday +0000",
    "odd zone": b"Ann <a@b> 1600000000 +9999",
    "other odd zone": b"Ann <a@b> 1600000000 -2460",
    "no zone": b"Ann <a@b> 1600000000",
    "long": b"A" * 100_000 + b" <" + b"b" * 100_000 + b"> 1600000000 +0000",
    "absent": b"",
}

HEADERS: dict[str, bytes] = {
    f"encoding {name}": b"encoding %s\n" % name.encode()
    for name in (
        "ISO-8859-1", "UTF-16", "UTF-7", "nonsense", "undefined", "idna", "punycode", "unicode_escape", "rot13", "hex",
        "zlib", "bz2", "raw_unicode_escape", "mbcs", "../x", "a" * 10_000, "\x1b[31m",
    )
} | {
    "signature": b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n not one\n -----END PGP SIGNATURE-----\n",
    "merged tag": b"mergetag object %s\n type commit\n tag x\n" % (b"0" * 40),
    "unknown": b"x-evil \x1b[31m\n continued\n",
    "a second tree": b"tree %s\n" % (b"0" * 40),
}  # fmt: skip


def picked_from_itself(at: Ground) -> str:
    """Two commits that name each other as their source cannot be made; one that names its own parent can."""
    head = at.repo.git("rev-parse", "HEAD")
    return raw.commit(at.repo, fixed(at), b"fix\n\n(cherry picked from commit %s)\n" % head.encode())


def claims_to_be_there(at: Ground) -> str:
    """The branch says that it has the fix, and has it not."""
    fix = raw.commit(at.repo, fixed(at))
    tip = at.repo.git("rev-parse", "stable-1")
    said = b"other\n\n(cherry picked from commit %s)\n" % fix.encode()
    empty = at.repo.git("rev-parse", "stable-1^{tree}")
    raw.point(at.repo, "refs/heads/stable-1", raw.commit(at.repo, empty, said, parents=[tip]))
    return fix


def same_parents(at: Ground) -> str:
    """A merge with itself."""
    head = at.repo.git("rev-parse", "HEAD")
    return raw.commit(at.repo, fixed(at), parents=[head, head])


def parent_missing(at: Ground) -> str:
    """The parent is nowhere."""
    return raw.commit(at.repo, fixed(at), parents=["1" * 40])


def parent_is_a_blob(at: Ground) -> str:
    """The parent is a file."""
    return raw.commit(at.repo, fixed(at), parents=[raw.blob(at.repo, "x")])


def tree_missing(at: Ground) -> str:
    """The tree is nowhere."""
    return raw.commit(at.repo, "2" * 40)


def tree_is_a_blob(at: Ground) -> str:
    """The tree is a file."""
    return raw.commit(at.repo, raw.blob(at.repo, "x"))


def garbage(at: Ground) -> str:
    """No commit at all, though it says so."""
    return raw.write(at.repo, "commit", b"\0\xff" * 50)


def nothing(at: Ground) -> str:
    """An empty commit object."""
    return raw.write(at.repo, "commit", b"")


KINDS: dict[str, Kind] = {
    **{f"message: {what}": saying(message) for what, message in MESSAGES.items()},
    **{f"author: {what}": by(who) for what, who in PEOPLE.items()},
    **{f"header: {what}": under(header) for what, header in HEADERS.items()},
    **{
        f"commit: {kind.__name__}": kind
        for kind in (
            picked_from_itself, claims_to_be_there, same_parents, parent_missing, parent_is_a_blob, tree_missing,
            tree_is_a_blob, garbage, nothing,
        )
    },
}  # fmt: skip
