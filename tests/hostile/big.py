"""Repositories that are small on the disk and huge for whoever reads them: no work tree could ever hold them."""

import zlib
from collections.abc import Callable
from hashlib import sha1
from itertools import repeat

from tests.hostile import raw
from tests.hostile.ground import FIXED, SOURCE, Ground

Kind = Callable[[Ground, float], str]  # of the real size, so much


def _start(at: Ground, old: list[tuple[int, bytes, str]], new: list[tuple[int, bytes, str]]) -> str:
    """A fix from one tree to another; the older branch has the first, and a line of its own in queue.c."""
    trees = []
    for more, text in ((old, SOURCE), (new, FIXED), (old, SOURCE.replace("return 0;", "return 1;"))):
        entries = [*more, (raw.FILE, b"queue.c", raw.blob(at.repo, text))]
        trees.append(raw.tree(at.repo, sorted(entries, key=_git_order)))
    start = raw.commit(at.repo, trees[0], b"start\n")
    raw.point(at.repo, "refs/heads/stable-1", raw.commit(at.repo, trees[2], b"an own line\n", parents=[start]))
    raw.point(at.repo, "refs/heads/stable-2", start)
    return raw.commit(at.repo, trees[1], parents=[start])


def _git_order(entry: tuple[int, bytes, str]) -> bytes:
    return entry[1] + b"/" * (entry[0] == raw.FOLDER)


def _fan(at: Ground, text: str, wide: int, levels: int) -> str:
    """A folder of `wide` to the power of `levels` files, from as many objects as there are levels."""
    inner = raw.blob(at.repo, text)
    for level in range(levels):
        mode, name = (raw.FILE, b"f%05d.c") if not level else (raw.FOLDER, b"d%05d")
        inner = raw.tree(at.repo, [(mode, name % number, inner) for number in range(wide)])
    return inner


def many_files(at: Ground, size: float) -> str:
    """A million files beside the fix."""
    fan = [(raw.FOLDER, b"many", _fan(at, "int x;\n", int(1000 * size**0.5), 2))]
    return _start(at, fan, fan)


def many_files_changed(at: Ground, size: float) -> str:
    """A million files, each of them changed by the fix."""
    wide = int(1000 * size**0.5)
    fans = [[(raw.FOLDER, b"many", _fan(at, text, wide, 2))] for text in ("int x;\n", "int y;\n")]
    return _start(at, fans[0], fans[1])


def many_files_in_one_folder(at: Ground, size: float) -> str:
    """A million files in one folder."""
    fan = [(raw.FOLDER, b"many", _fan(at, "int x;\n", int(1_000_000 * size), 1))]
    return _start(at, fan, fan)


def endless_folders(at: Ground, size: float) -> str:
    """Ten to the power of ten files: nobody can list them."""
    fan = [(raw.FOLDER, b"many", _fan(at, "int x;\n", 10, max(1, round(10 * size)) if size < 1 else 10))]
    return _start(at, fan, fan)


def deep_folders(at: Ground, size: float) -> str:
    """A folder in a folder, twenty thousand times, and a file in the last."""
    fans = []
    for text in (SOURCE, FIXED):
        inner = raw.tree(at.repo, [(raw.FILE, b"x.c", raw.blob(at.repo, text))])
        for _ in range(int(20_000 * size)):
            inner = raw.tree(at.repo, [(raw.FOLDER, b"d", inner)])
        fans.append([(raw.FOLDER, b"deep", inner)])
    return _start(at, fans[0], fans[1])


def _large(at: Ground, head: bytes, filler: bytes, length: int, tail: bytes, kind: bytes = b"blob") -> str:
    """An object with `length` bytes of filler, packed piece by piece: it never is in memory."""
    piece = filler * ((1 << 20) // len(filler))
    count = length // len(piece)
    size = len(head) + count * len(piece) + len(tail)
    digest, packed = sha1(usedforsecurity=False), zlib.compressobj(1)
    draft = at.folder / ".git" / "objects" / "draft"
    with draft.open("wb") as file:
        for part in (b"%s %d\0" % (kind, size), head, *repeat(piece, count), tail):
            digest.update(part)
            file.write(packed.compress(part))
        file.write(packed.flush())
    name = digest.hexdigest()
    path = draft.parent / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    draft.rename(path)
    return name


def long_line(at: Ground, size: float) -> str:
    """A file of one line of a hundred megabytes, of which the fix changes the end."""
    length = int((100 << 20) * size)
    files = [[(raw.FILE, b"long.c", _large(at, b"int a[] = {", b"1,", length, end))] for end in (b"};\n", b"2};\n")]
    return _start(at, files[0], files[1])


def packed_zeros(at: Ground, size: float) -> str:
    """Two gigabytes of zeros in two megabytes, of which the fix changes the end."""
    length = int((2 << 30) * size)
    files = [[(raw.FILE, b"zeros.c", _large(at, b"", b"\0", length, end))] for end in (b"0", b"1")]
    return _start(at, files[0], files[1])


def packed_message(at: Ground, size: float) -> str:
    """A message of half a gigabyte."""
    fix = _start(at, [], [])
    tree, start = at.repo.git("rev-parse", f"{fix}^{{tree}}"), at.repo.git("rev-parse", "stable-2")
    head = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nfix\n\n"
    head %= tree.encode(), start.encode(), raw.WHO, raw.WHO
    return _large(at, head, b"a line that goes on\n", int((512 << 20) * size), b"\n", b"commit")


def long_history(at: Ground, size: float) -> str:
    """A hundred thousand commits between the branch and the fix."""
    fix = _start(at, [], [])
    tip = at.repo.git("rev-parse", "stable-1")
    tree = at.repo.git("rev-parse", "stable-1^{tree}")
    for number in range(int(100_000 * size)):
        tip = raw.commit(at.repo, tree, b"nothing %d\n" % number, parents=[tip])
    raw.point(at.repo, "refs/heads/stable-1", tip)
    return fix


KINDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        many_files, many_files_changed, many_files_in_one_folder, endless_folders, deep_folders, long_line,
        packed_zeros, packed_message, long_history,
    )
}  # fmt: skip
