"""Commands that a repository or a revision plants are not run, whichever verb looks at it.

Each trap is a way to make git, or a tool that trusts it, run a program: the program would leave a mark.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile import raw
from tests.hostile.ground import SOURCE, Ground, ground, listing
from tests.repos import Repo

TOP = Path(__file__).resolve().parents[2]
WRITTEN = (".git/objects/", ".git/refs/heads/bp", ".git/logs/refs/heads/bp")
Trap = Callable[[Ground, str], None]

HOOKS = (
    "reference-transaction", "post-checkout", "pre-commit", "commit-msg", "prepare-commit-msg", "post-commit",
    "post-merge", "pre-auto-gc", "post-index-change", "fsmonitor-watchman", "pre-receive", "update", "post-update",
    "applypatch-msg", "pre-applypatch", "post-applypatch", "post-rewrite", "sendemail-validate", "pre-push",
    "pre-rebase",
)  # fmt: skip

# The setting that names a program, as git's documentation lists them.
SETTINGS = (
    "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.editor", "core.pager", "core.askPass",
    "core.alternateRefsCommand", "sequence.editor", "diff.external", "diff.evil.command", "diff.evil.textconv",
    "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "credential.helper",
    "gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand", "uploadpack.packObjectsHook",
    "trailer.evil.command", "trailer.evil.cmd", "interactive.diffFilter", "pager.log", "browser.evil.cmd",
    "mergetool.evil.cmd", "difftool.evil.cmd", "remote.origin.uploadpack", "remote.origin.receivepack",
    "ssh.variant", "help.browser", "man.evil.cmd", "sendemail.smtpServer", "receive.procReceiveRefs",
    "alias.fetch", "alias.update-ref", "alias.unpack-objects", "imap.tunnel", "web.browser", "guitool.evil.cmd",
)  # fmt: skip


def _settings(at: Ground, command: str) -> None:
    with (at.folder / ".git" / "config").open("a") as file:
        for key in SETTINGS:
            section, _, name = key.rpartition(".")
            head, dot, inner = section.partition(".")
            value = f"!{command}" if head == "alias" else command
            file.write(f'[{head} "{inner}"]\n\t{name} = {value}\n' if dot else f"[{head}]\n\t{name} = {value}\n")


def _hooks(at: Ground, command: str) -> None:
    folder = at.folder / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        _program(folder / name, command)


def _hooks_path(at: Ground, command: str) -> None:
    for name in HOOKS:
        _program(at.folder / "traps" / name, command)
    at.repo.git("config", "core.hooksPath", str(at.folder / "traps"))


def _program(path: Path, command: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)


def _include(at: Ground, command: str) -> None:
    other = at.folder / "evil.config"
    other.write_text(f"[core]\n\tfsmonitor = {command}\n\tsshCommand = {command}\n\talternateRefsCommand = {command}\n")
    at.repo.git("config", "include.path", str(other))
    at.repo.git("config", f"includeIf.gitdir:{at.folder}/.path", str(other))


def _borrowing(at: Ground, command: str) -> None:
    other = at.folder.parent / "lender"
    subprocess.run(["git", "clone", "-q", "--bare", str(at.folder), str(other)], check=True)
    (at.folder / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/objects\n")
    at.repo.git("config", "core.alternateRefsCommand", command)


def _partial(at: Ground, command: str) -> None:
    at.repo.git("config", "remote.origin.promisor", "true")
    at.repo.git("config", "remote.origin.url", str(at.folder))
    at.repo.git("config", "remote.origin.uploadpack", f"{command}; git-upload-pack")


def _instead_of(at: Ground, command: str) -> None:
    at.repo.git("config", "protocol.ext.allow", "always")
    at.repo.git("config", "protocol.allow", "always")
    at.repo.git("config", f"url.ext::sh -c {command.replace(' ', '% ')}% #.insteadOf", "/")


def _attributes(at: Ground, command: str) -> None:
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "merge.evil.driver"):
        at.repo.git("config", key, command)
    (at.folder / ".git" / "info").mkdir(exist_ok=True)
    (at.folder / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil\n")


def _work_tree(at: Ground, command: str) -> None:
    """Files that tools read by themselves where they are started."""
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "git.py", "backport.py", "click.py"):
        (at.folder / name).write_text(f"import os\nos.system({command!r})\n")
    for name in ("git", "gcc", "cc1", "as", "python3"):
        _program(at.folder / name, command)
    (at.folder / ".gitconfig").write_text(f"[core]\n\tfsmonitor = {command}\n")
    (at.folder / ".gitmodules").write_text(
        f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c {command}\n\tupdate = !{command}\n'
    )


def _revision(at: Ground, command: str) -> None:
    """The same files in every revision: in commits, not in the folder."""
    for branch in ("stable-1", "stable-2", "master"):
        at.repo.switch(branch)
        at.repo.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
        at.repo.write("templates/run.html", "{{ ''.__class__.__mro__ }}{% include '/etc/passwd' %}")
        at.repo.write("branch_maps/haproxy/map.toml", "broken = [")
        at.repo.write(".backport/config.toml", f"command = {command!r}\n")
        _work_tree(at, command)
        at.repo.commit("trap")


def _settings_of_the_work_tree(at: Ground, command: str) -> None:
    """git reads a second file of settings where the first says so."""
    at.repo.git("config", "extensions.worktreeConfig", "true")
    config = at.folder / ".git" / "config"
    whole = config.read_text()
    _settings(at, command)
    planted = config.read_text().removeprefix(whole)
    config.write_text(whole)
    (at.folder / ".git" / "config.worktree").write_text(planted)


def _modules(at: Ground, command: str) -> None:
    """A submodule that is there, with hooks and settings of its own."""
    other = Repo.create(at.folder / "sub")
    other.commit("sub", {"a": "1\n"})
    inner = Ground(other, "", "")
    _settings(inner, command)
    _hooks(inner, command)
    (at.folder / ".gitmodules").write_text(f'[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tupdate = !{command}\n')
    at.repo.git("config", "submodule.recurse", "true")
    at.repo.git("config", "submodule.sub.update", f"!{command}")
    at.repo.git("config", "submodule.sub.active", "true")


TRAPS: dict[str, Trap] = {
    "config.worktree": _settings_of_the_work_tree,
    "submodule": _modules,
    "settings": _settings,
    "hooks": _hooks,
    "core.hooksPath": _hooks_path,
    "include": _include,
    "borrowed objects": _borrowing,
    "partial clone": _partial,
    "url.insteadOf": _instead_of,
    "attributes": _attributes,
    "work tree": _work_tree,
    "revision": _revision,
}

# Where each kind of trap is sprung by git itself: what proves that they are armed.
ARMED = {
    "hooks": ("update-ref", "refs/heads/x", "HEAD"),
    "core.hooksPath": ("update-ref", "refs/heads/x", "HEAD"),
    "settings": ("status",),
    "include": ("status",),
    "config.worktree": ("status",),
    "submodule": ("-C", "sub", "status"),
    "attributes": ("add", "--renormalize", "."),
    "borrowed objects": ("fetch", "-q", "../other", "HEAD"),
    "url.insteadOf": ("ls-remote", "/tmp/x"),
    "partial clone": ("cat-file", "-p", "1" * 40),
}


@pytest.mark.parametrize("name", ARMED)
def test_traps_are_armed(name: str, tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    other = Repo.create(tmp_path / "other")
    other.commit("other", {"a": "1\n"})
    TRAPS[name](at, f"touch {tmp_path / 'sprung'}")
    subprocess.run(["git", *ARMED[name]], cwd=at.folder, capture_output=True, check=False)
    assert (tmp_path / "sprung").exists()


def command(at: Ground, folder: Path, verb: str) -> tuple[str, ...]:
    """A call of every verb that looks at a repository; `port` with the one option that writes into it."""
    onto = ("--onto", "2=stable-2~1", "--onto", "1=stable-1")
    pairs = folder / "pairs.csv"
    parent = at.repo.git("rev-parse", f"{at.backport}~1")
    pairs.write_text(f"series,target,parent,origin,source\n2,{at.backport},{parent},{at.fix},{at.fix}\n")
    return {
        "port": ("port", at.fix, *onto, "--branch", "bp/{series}", "--html", str(folder / "report.html")),
        "verify": ("verify", at.backport, "--origin", at.fix),
        "plan": ("plan", at.fix, *onto),
        "status": ("status", "--onto", "stable-2", "--onto", "stable-1"),
        "contains": ("contains", at.fix, "stable-2", "stable-1"),
        "audit": ("audit", at.backport, "--jobs", "1"),
        "replay": ("replay", "--pairs", str(pairs), "--jobs", "1"),
        "changelog": ("changelog", f"{at.fix}~1..{at.fix}"),
        "map": ("map", "check", "--map", "haproxy", at.fix),
        "learn": ("map", "learn", at.fix, "--to", "stable-1"),
        "resolve": ("port", at.fix, "--onto", f"1={_reworked(at)}", "--resolve"),
        "ci": ("ci", "--base", parent, "--head", at.backport),
        "review": ("review", f"{at.fix}~1..{at.fix}", "--onto", "stable-1", "--file", str(folder / "review.toml")),
        "announce": ("announce", f"{at.fix}~1..{at.fix}"),
        "model": ("model", "run", at.fix),
        "explain": ("replay", "--explain", at.backport),
        "init": ("init",),
    }[verb]


def _reworked(at: Ground) -> str:
    """A branch that does what the fix changes in another way: a person has to say."""
    older = SOURCE.replace("if (have > room)\n\t\treturn room;\n\treturn have;", "return have < room ? have : room;")
    files = [
        (mode, name, raw.blob(at.repo, older) if name == b"queue.c" else id_)
        for mode, name, id_ in raw.entries(at.repo, "stable-1")
    ]
    tip = at.repo.git("rev-parse", "stable-1")
    return raw.commit(at.repo, raw.tree(at.repo, files), b"reworked\n", parents=[tip])


def run(at: Ground, *words: str, home: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """One verb in a process of its own, started in the repository, with an empty home folder."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "backport", *words, "--repo", str(at.folder)],
        cwd=at.folder,
        env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home), "PYTHONPATH": str(TOP), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", TRAPS)
def test_writing_a_branch_springs_no_trap(name: str, tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    TRAPS[name](at, f"touch {tmp_path / 'sprung'}")
    before = listing(at.folder)
    done = run(at, *command(at, tmp_path, "port"), home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "sprung").exists()
    changed = {path for path, value in listing(at.folder).items() if before.get(path) != value}
    assert {path for path in changed if not path.startswith(WRITTEN)} <= {".git/refs/heads", ".git/logs/refs/heads"}
    assert before.keys() <= listing(at.folder).keys()


VERBS = (
    "port", "verify", "plan", "status", "contains", "audit", "replay", "changelog", "map", "learn", "resolve", "ci",
    "review", "announce", "model", "explain", "init",
)  # fmt: skip
ANSWERED = {"model": (2,), "init": (0, 2)}  # this project has no model; there is a backport.toml already


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_springs_any_of_all_traps(verb: str, tmp_path: Path) -> None:
    at = ground(tmp_path / "repo")
    for plant in reversed(TRAPS.values()):
        plant(at, f"touch {tmp_path / 'sprung'}")
    (tmp_path / "sprung").unlink(missing_ok=True)
    done = run(at, *command(at, tmp_path, verb), home=tmp_path / "home")
    assert done.returncode in ANSWERED.get(verb, (0, 1)), done.stderr
    assert not (tmp_path / "sprung").exists()
    if verb == "resolve":
        assert "waits for a person" in done.stdout


@pytest.mark.parametrize("how", ["a .git file", "a bare repository in the work tree", "commondir"])
def test_a_repository_that_is_somewhere_else_springs_no_trap(how: str, tmp_path: Path) -> None:
    """The work tree says where its repository is: one that is full of traps."""
    other = ground(tmp_path / "other")
    for name in ("settings", "hooks", "include", "attributes"):
        TRAPS[name](other, f"touch {tmp_path / 'sprung'}")
    (tmp_path / "sprung").unlink(missing_ok=True)
    folder = tmp_path / "checkout" / "sub"
    folder.mkdir(parents=True)
    if how == "a .git file":
        (folder / ".git").write_text(f"gitdir: {other.folder / '.git'}\n")
    elif how == "commondir":
        (folder / ".git").mkdir()
        (folder / ".git" / "HEAD").write_text("ref: refs/heads/master\n")
        (folder / ".git" / "commondir").write_text(f"{other.folder / '.git'}\n")
    else:
        shutil.copytree(other.folder / ".git", folder, dirs_exist_ok=True)
        (folder / "config").write_text((folder / "config").read_text().replace("bare = false", "bare = true"))
    at = replace(other, repo=Repo(folder))
    words = command(other, tmp_path, "port")
    done = run(at, *words, home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "sprung").exists()


def test_the_callers_repository_is_not_the_one_that_is_written(tmp_path: Path) -> None:
    """In a hook git tells where its own repository is; what --repo names is another one."""
    at, mine = ground(tmp_path / "repo"), ground(tmp_path / "mine")
    git = mine.folder / ".git"
    places = {
        "GIT_DIR": git, "GIT_COMMON_DIR": git, "GIT_WORK_TREE": mine.folder, "GIT_INDEX_FILE": git / "index",
        "GIT_OBJECT_DIRECTORY": git / "objects", "GIT_ALTERNATE_OBJECT_DIRECTORIES": git / "objects",
        "GIT_NAMESPACE": "other", "GIT_SHALLOW_FILE": git / "HEAD", "GIT_GRAFT_FILE": git / "HEAD", "GIT_PREFIX": "x/",
        "GIT_IMPLICIT_WORK_TREE": "0",
    }  # fmt: skip
    before = listing(mine.folder)
    done = run(at, *command(at, tmp_path, "port"), home=tmp_path / "home", **{k: str(v) for k, v in places.items()})
    assert (done.returncode, done.stderr) == (0, "")
    assert listing(mine.folder) == before
    assert at.repo.git("branch", "--list", "bp/*").split() == ["bp/1", "bp/2"]
