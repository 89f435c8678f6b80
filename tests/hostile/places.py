"""Repositories that are damaged, or that claim to be somewhere else."""

from collections.abc import Callable

from tests.hostile import raw
from tests.hostile.ground import Ground

Kind = Callable[[Ground], str]


def option_branches(at: Ground) -> str:
    """Branches that look like options, or like commands."""
    tip = at.repo.git("rev-parse", "stable-1")
    for name in ("-x", "--upload-pack=touch", "HEAD", "$(touch x)", "<script>", "a;b", "@", "refs/heads/x"):
        raw.point(at.repo, f"refs/heads/{name}", tip)
    return at.fix


def odd_refs(at: Ground) -> str:
    """Refs of things that are no commits, of nothing, of each other."""
    git = at.folder / ".git"
    for name, text in {
        "heads/blob": raw.blob(at.repo, "x"), "heads/missing": "3" * 40, "heads/empty": "", "heads/zeros": "0" * 40,
        "heads/loop": "ref: refs/heads/pool", "heads/pool": "ref: refs/heads/loop", "heads/short": "123",
        "heads/away": "ref: ../../../etc/passwd", "tags/long": "x" * 100_000, "heads/binary": "\1\2\3",
    }.items():  # fmt: skip
        (git / "refs" / name).parent.mkdir(parents=True, exist_ok=True)
        (git / "refs" / name).write_text(text + "\n")
    return at.fix


def many_refs(at: Ground) -> str:
    """Ten thousand branches."""
    tip = at.repo.git("rev-parse", "stable-1")
    lines = "".join(f"{tip} refs/heads/b{number:05}\n" for number in range(10_000))
    (at.folder / ".git" / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted \n" + lines)
    return at.fix


def torn_packed_refs(at: Ground) -> str:
    """A list of refs that is none."""
    (at.folder / ".git" / "packed-refs").write_bytes(b"\0\xff" * 100)
    return at.fix


def replaced(at: Ground) -> str:
    """git's replacement of objects: the fix is said to be something else."""
    other = at.repo.git("rev-parse", "HEAD~1")
    raw.point(at.repo, f"refs/replace/{at.fix}", other)
    return at.fix


def grafted(at: Ground) -> str:
    """A history that is told otherwise."""
    (at.folder / ".git" / "info").mkdir(exist_ok=True)
    (at.folder / ".git" / "info" / "grafts").write_text(f"{at.fix}\n")
    return at.fix


def shallow_garbage(at: Ground) -> str:
    """A list of where the history is cut that makes no sense."""
    (at.folder / ".git" / "shallow").write_text("garbage\n" + "1" * 40 + "\n")
    return at.fix


def alternates_in_a_circle(at: Ground) -> str:
    """Objects borrowed from itself, from nowhere, and from a file."""
    folder = at.folder / ".git" / "objects"
    (folder / "info" / "alternates").write_text(f"{folder}\n../objects\n/nowhere\n/etc/passwd\n\n#\n")
    return at.fix


def torn_pack(at: Ground) -> str:
    """A pack that ends too early."""
    at.repo.git("repack", "-adq")
    (pack,) = (at.folder / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-60])
    return at.fix


def garbage_pack(at: Ground) -> str:
    """Packs and indexes of noise."""
    for name in ("pack-1.pack", "pack-1.idx", f"pack-{'a' * 40}.pack", f"pack-{'a' * 40}.idx", "multi-pack-index"):
        (at.folder / ".git" / "objects" / "pack" / name).write_bytes(b"\xff\x74\x4f\x63\0\0\0\2" + b"\xff" * 2000)
    return at.fix


def lying_object(at: Ground) -> str:
    """A file of the fix that does not have the id it is stored under."""
    name = at.repo.git("rev-parse", f"{at.fix}:queue.c")
    other = at.repo.git("rev-parse", f"{at.fix}:queue.h")
    objects = at.folder / ".git" / "objects"
    path = objects / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes((objects / other[:2] / other[2:]).read_bytes())
    return at.fix


def wrong_size(at: Ground) -> str:
    """An object that says it is larger than it is."""
    import zlib

    name = at.repo.git("rev-parse", f"{at.fix}:queue.c")
    path = at.folder / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob 99999999999\0int x;\n"))
    return at.fix


def index_garbage(at: Ground) -> str:
    """An index of noise: nobody asks for it."""
    (at.folder / ".git" / "index").write_bytes(b"DIRC" + b"\xff" * 500)
    return at.fix


def locks(at: Ground) -> str:
    """Locks that somebody left."""
    for name in ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock"):
        (at.folder / ".git" / name).write_bytes(b"")
    return at.fix


def no_head(at: Ground) -> str:
    """HEAD names nothing."""
    (at.folder / ".git" / "HEAD").write_text("ref: refs/heads/../../../etc/passwd\n")
    return at.fix


def configuration(text: str) -> Kind:
    """A backport.toml of the work tree."""

    def make(at: Ground) -> str:
        (at.folder / "backport.toml").write_text(text)
        return at.fix

    return make


def git_configuration(text: str) -> Kind:
    """Settings of the repository."""

    def make(at: Ground) -> str:
        with (at.folder / ".git" / "config").open("a") as file:
            file.write(text)
        return at.fix

    return make


KINDS: dict[str, Kind] = {
    **{
        f"place: {kind.__name__}": kind
        for kind in (
            option_branches, odd_refs, many_refs, torn_packed_refs, replaced, grafted, shallow_garbage,
            alternates_in_a_circle, torn_pack, garbage_pack, lying_object, wrong_size, index_garbage, locks, no_head,
        )
    },
    "toml: nested": configuration("x = " + "[" * 5000 + "]" * 5000),
    "toml: large": configuration("x = '" + "x" * 3_000_000 + "'"),
    "toml: patterns": configuration('[discover]\nbranches = ["*a*a*a*{X.Y}"]\ntags = ["{X.Y}*"]\n'),
    "toml: map of the system": configuration('[map]\nfolder = "/etc"\n'),
    "toml: another repository": configuration('[[series]]\nname = "1"\nrepository = "/etc"\n'),
    "toml: escape": configuration('project = "\\u001b[31m"\n'),
    "config: include": git_configuration("[include]\n\tpath = /etc/passwd\n"),
    "config: circle": git_configuration("[include]\n\tpath = config\n"),
    "config: work tree": git_configuration("[core]\n\tworktree = /\n"),
    "config: remote": git_configuration('[remote "down"]\n\turl = ext::sh -c touch% x\n[remote "-x"]\n\turl = -x\n'),
    "config: identity": git_configuration("[user]\n\tname = \"a\\n\\u001b <x> b\"\n\temail = \"<>\\n\"\n"),
}  # fmt: skip
