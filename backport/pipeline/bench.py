"""What every stage works with: the repository, the scratch repository, the project and its branch map."""

import atexit
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backport import branchmap, resources
from backport.branchmap import BranchMap
from backport.config import Config, lenders
from backport.core.commit import Identity, SourceCommit
from backport.core.rule import Rule
from backport.core.trailers import chain
from backport.projects import Project, project
from backport.stages.apply.atlas import Atlas
from backport.stages.translate.changed import changed_lines
from backport.stages.translate.drift import names
from backport.stages.translate.translator import Identity as SameWords
from backport.stages.translate.translator import Translator, says
from backport.stages.verify.library import Library
from backport.vcs.committer import committer
from backport.vcs.repository import Repository
from backport.vcs.scratch import Scratch


@dataclass(frozen=True)
class Bench:
    """Opened once per run. `committer` is None where git knows none."""

    repository: Repository
    scratch: Scratch
    atlas: Atlas
    config: Config
    project: Project
    map: BranchMap | None
    library: Library
    committer: Identity | None


@dataclass(frozen=True)
class Words:
    """The translator from one tree's generation to another's, and what has to be said about the choice."""

    translator: Translator
    source: str | None
    target: str | None
    remark: str = ""
    rules: tuple[Rule, ...] = ()


@contextmanager
def bench(repository: Repository, config: Config) -> Iterator[Bench]:
    """Open a bench; its scratch repository goes when it is closed."""
    with Scratch.temporary(lenders(config, repository)) as scratch:
        yield _set_up(repository, config, scratch)


@contextmanager
def kept(repository: Repository, config: Config, folder: Path) -> Iterator[Bench]:
    """A bench whose scratch repository is at `folder` and stays there; what is made there is on the disk for good."""
    yield _set_up(repository, config, Scratch.borrow(lenders(config, repository), folder, durable=True))


def opened(repository: Repository, config: Config) -> Bench:
    """A bench that stays open; its scratch repository goes when the process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(bench(repository, config))


def _set_up(repository: Repository, config: Config, scratch: Scratch) -> Bench:
    found = project(config.project)
    return Bench(
        repository, scratch, Atlas(scratch), config, found, _map(config, found), Library(scratch), committer(repository)
    )


def words(bench: Bench, source: SourceCommit, target_tree: str, hints: Sequence[Rule] = ()) -> Words:
    """How the words of the fix become those of a tree. Trees the map does not recognise keep their words.

    A fix that is itself a rename is not translated back by the rules it is the evidence of.
    """
    if bench.map is None:
        return Words(SameWords(), None, None)
    trees = (source.commit.tree, target_tree)
    here, there = (bench.map.generation_of(bench.library.tree(tree)).generation for tree in trees)
    if here is None or there is None:
        unknown = "fix" if here is None else "branch"
        remark = f"the branch map does not know the {unknown}'s generation: names were taken as they are"
        return Words(SameWords(), here, there, remark)
    fix = next(iter(chain(source.commit.message)), source.id)
    known = bench.map.translator(here, there, fix=fix)
    news = [rule for rule in hints if not says(known, rule)]
    translator = bench.map.translator(here, there, news, fix) if news else known
    files = bench.library.files(target_tree)
    said = _said(bench.scratch, source, translator)
    fitted = translator.fitted(
        lambda name: name.encode() not in said or bench.library.mentions(target_tree, name), files.__contains__
    )
    return Words(fitted, here, there, rules=(*news, *translator.route.rules()))


def _said(scratch: Scratch, source: SourceCommit, translator: branchmap.Translator) -> frozenset[bytes]:
    """The names on the lines that the fix changes, and what the map makes of them or might make.

    Of these it is asked whether the target has them; about all others the map is believed.
    """
    found: set[bytes] = set()
    for path, lines in changed_lines(scratch, source):
        text = translator.text(path, lines)
        if text.used:
            found |= translator.beyond(path, names(lines) | names(text.data))
    return frozenset(found)


def _map(config: Config, found: Project) -> BranchMap | None:
    folder: Path | None = config.map_folder
    if folder is None and found.MAP:
        folder = resources.folder("branch_maps") / found.MAP
    return branchmap.load(folder) if folder is not None and folder.is_dir() else None
