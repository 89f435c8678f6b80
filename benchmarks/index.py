"""The index of a large history: how long it takes and how much memory.

    python benchmarks/index.py [COMMITS]

The repository is generated: 200,000 commits by default, with messages of an everyday length, picks and references, on
a mainline and ten branches.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BRANCHES = 10
WORDS = ("the stream is woken up while its buffer is full and nobody reads what is left in it " * 8).strip()


def commits(count: int) -> Iterator[bytes]:
    """A stream for git fast-import: every hundredth commit of mainline is picked to a branch."""
    blob = "blob\nmark :1\ndata 2\nx\n\n"
    yield blob.encode()
    picked = [0] * BRANCHES
    n, mark = 0, 1
    while n < count:
        mark += 1
        n += 1
        message = f"BUG/MINOR: area{n % 40}: commit number {n}\n\n{WORDS}\n"
        if n % 7 == 0:
            message += (
                f"\nIt was introduced by commit {n * 2654435761 % 2**48:012x} and must be backported to 2.{n % 9}.\n"
            )
        yield commit("refs/heads/master", mark, n, message, "M 100644 :1 a\n" if n == 1 else "")
        if n % 5 == 0 and n < count:
            branch = n // 5 % BRANCHES
            parent = "" if picked[branch] else f"from :{mark}\n"
            mark += 1
            n += 1
            picked[branch] = mark
            source = f"{n * 11400714819323198485 % 2**160:040x}"
            text = f"{message}\n(cherry picked from commit {source})\nSigned-off-by: Ann <ann@example.org>\n"
            yield commit(f"refs/heads/stable-{branch}", mark, n, text, parent)


def commit(ref: str, mark: int, n: int, message: str, rest: str) -> bytes:
    """One commit of the stream."""
    data = message.encode()
    who = f"Ann <ann{n % 50}@example.org> {1_400_000_000 + n * 600} +0000"
    head = f"commit {ref}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {len(data)}\n"
    return head.encode() + data + b"\n" + rest.encode() + b"\n"


def main() -> int:
    """Generate, index cold and warm, print; exit code 1 where a gibibyte was not enough."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "generated"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "master", str(folder)], check=True)
        with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as importer:
            assert importer.stdin is not None
            for each in commits(count):
                importer.stdin.write(each)
            importer.stdin.close()
        from backport.history.index import Index
        from backport.vcs.repository import Repository

        repository = Repository.open(folder)
        for name in ("cold", "warm"):
            started = time.perf_counter()
            with Index.opened(repository, file=Path(scratch) / "index.sqlite") as index:
                graph = index.graph
                tips = [index.number(tip) for tip in repository.refs("refs/heads/").values()]
                reached = sum(map(bool, graph.masks(tips)))
                index.known(range(reached))
            print(f"{name}: {reached} commits, {time.perf_counter() - started:.2f} s")
        size = (Path(scratch) / "index.sqlite").stat().st_size / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB, index {size:.0f} MiB")
    return int(peak > 1024)


if __name__ == "__main__":
    raise SystemExit(main())
