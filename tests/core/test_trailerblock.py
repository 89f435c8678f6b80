"""`compose` against the git that is installed: the same messages, byte for byte."""

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backport.core.trailerblock import compose
from tests.repos import Repo

ANN = "Ann Author <ann@example.org>"
X = "1" * 40
LINES = (
    "BUG/MINOR: pump: stop at the first leak",
    "some text that explains: a thing",
    "",
    "",
    "  indented",
    "\tnames.c",
    "Key: value",
    "Key : value",
    "Not a key: value",
    "# a comment",
    "Conflicts:",
    f"Signed-off-by: {ANN}",
    "Signed-off-by: Bob Builder <bob@example.org>",
    f"(cherry picked from commit {X})",
    "[aa: ctx adjt]",
    "https://example.org/",
    "   ",
)
messages = st.builds(
    lambda first, rest, end: "\n".join((first, *rest)) + end,
    st.sampled_from(LINES).filter(lambda line: line.strip() and not line.startswith("#")),
    st.lists(st.sampled_from(LINES), max_size=9),
    st.sampled_from(("", "\n", "\n\n")),
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    repo = Repo.create(tmp_path_factory.mktemp("git") / "repo")
    repo.commit("start\n")
    return repo


def _stream(texts: list[str]) -> bytes:
    """The messages as a line of empty commits, for `git fast-import`."""
    parts = [b"reset refs/heads/source\nfrom refs/heads/master^0\n\n"]
    for text in texts:
        data = text.encode()
        parts.append(b"commit refs/heads/source\ncommitter %s 1600000000 +0000\n" % ANN.encode())
        parts.append(b"data %d\n%s\n" % (len(data), data))
    return b"".join(parts)


def _messages(repo: Repo, revisions: str) -> list[str]:
    """The exact messages of `revisions`, oldest first (`git log` would trim them)."""
    ids = repo.git("rev-list", "--reverse", revisions).split()
    raw = [subprocess.run(["git", "cat-file", "commit", i], cwd=repo.folder, capture_output=True).stdout for i in ids]
    return [each.partition(b"\n\n")[2].decode() for each in raw]


@given(st.lists(messages, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_git_writes_the_same(workshop: Repo, texts: list[str]) -> None:
    workshop.git("fast-import", "--quiet", "--force", stdin=_stream(texts))
    workshop.git("checkout", "-q", "--detach", "master")
    workshop.git("cherry-pick", "-x", "-s", "--allow-empty", "--keep-redundant-commits", "master..source")
    sources = workshop.git("rev-list", "--reverse", "master..source").split()
    expected = [compose(text, source, "", ANN) for text, source in zip(texts, sources, strict=True)]
    assert _messages(workshop, "master..HEAD") == expected


@pytest.mark.parametrize(
    ("message", "note", "signer", "expected"),
    [
        ("one\n\ntext\n", "", "", f"one\n\ntext\n\n(cherry picked from commit {X})\n"),
        ("one", "", "", f"one\n\n(cherry picked from commit {X})\n"),
        ("one\n\ntext\n", "", ANN, f"one\n\ntext\n\n(cherry picked from commit {X})\nSigned-off-by: {ANN}\n"),
        (
            "one\n\nKey: v\n",
            "[aa: ctx]",
            ANN,
            f"one\n\nKey: v\n(cherry picked from commit {X})\n[aa: ctx]\nSigned-off-by: {ANN}\n",
        ),
    ],
    ids=["picked", "subject only", "signed", "note after a block"],
)
def test_compose(message: str, note: str, signer: str, expected: str) -> None:
    assert compose(message, X, note, signer) == expected


def test_the_last_sign_off_is_not_repeated() -> None:
    signed = f"one\n\nSigned-off-by: {ANN}\n"
    assert compose(signed, "", "", ANN) == signed
    assert compose(signed, "", "", "Bob <b@example.org>") == signed + "Signed-off-by: Bob <b@example.org>\n"
