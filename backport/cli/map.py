"""backport map: the branch map shown, proved against real trees, and used on a piece of C."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import click

from backport import branchmap, resources
from backport.branchmap import BranchMap
from backport.branchmap import learn as lessons
from backport.branchmap.check import Checked, Tree, check, names
from backport.branchmap.folder import Folder
from backport.branchmap.summary import summary
from backport.branchmap.write import toml
from backport.cli import options
from backport.cli.bounded import bounded
from backport.cli.console import Cell, echo, table
from backport.cli.document import document
from backport.cli.group import Group
from backport.config import load
from backport.core.errors import Exit, UserError
from backport.stages.translate.earlier import Branch
from backport.vcs.lineage import Lineage
from backport.vcs.repository import Repository

_map = click.option(
    "--map",
    "map_folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The map: a folder, or the name of one that is shipped  [default: that of the repository's project].",
)


@dataclass(frozen=True)
class _Desk:
    """The map, and the repository for those who name a revision."""

    map: BranchMap
    repo: Path

    @property
    def repository(self) -> Repository:
        return Repository.open(self.repo)

    def tree(self, revision: str) -> Tree:
        repository = self.repository
        return repository.tree(repository.commit(repository.resolve(revision)).tree)

    def generation(self, end: str) -> str:
        """The generation that `end` is, by name or as a revision of the repository."""
        if end in self.map.names:
            return end
        try:
            recognised = self.map.generation_of(self.tree(end))
        except UserError as error:
            raise UserError(f"{end!r} is neither a generation nor: {error.message}", _known(self.map)) from error
        if recognised.generation is None:
            raise UserError(
                f"{end}: no generation of the map: {'; '.join(recognised.contradictions)}", _known(self.map)
            )
        return recognised.generation


@click.group(cls=Group, epilog="\b\nExample:\n  backport map show stream_interface stconn --map haproxy")
def command() -> None:
    """The branch map: what the names of one generation of the API are in another."""


@command.command(epilog="\b\nExample:\n  backport map show stream_interface stconn --map haproxy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@options.repo
@options.config
@_map
@options.as_json
@bounded
def show(source: str, target: str, repo: Path, config: Path | None, map_folder: Path | None, as_json: bool) -> int:
    """What changes between two generations. FROM and TO are generations of the map or revisions of the repository."""
    desk = _desk(repo, config, map_folder)
    ends = desk.generation(source), desk.generation(target)
    lines = summary(desk.map.route(*ends))
    if as_json:
        echo(document(1, {"from": ends[0], "to": ends[1], "rules": lines}))
        return Exit.DONE
    echo(f"{ends[0]} to {ends[1]}: {len(lines)} rules")
    rows = [
        [line.kind.value, line.source or "-", line.target or "-", _scope(line.where.paths, line.where.functions)]
        for line in lines
    ]
    if rows:
        table(("kind", "from", "to", "where"), rows, fixed=(0,))
    return Exit.DONE


@command.command(name="check", epilog="\b\nExample:\n  backport map check --repo haproxy v2.5.14 v2.6.30")
@click.argument("revisions", metavar="[REV]...", nargs=-1)
@click.option(
    "--tree", "folders", metavar="DIR", multiple=True, type=click.Path(path_type=Path), help="A tree in a folder."
)
@options.repo
@options.config
@_map
@options.as_json
@bounded
def check_(
    revisions: tuple[str, ...],
    folders: tuple[Path, ...],
    repo: Path,
    config: Path | None,
    map_folder: Path | None,
    as_json: bool,
) -> int:
    """Prove the map against trees: which generation each is, its names there, its neighbours' names not.

    Exit 1 when a rule fails, or a tree belongs to no generation.
    """
    if not revisions and not folders:
        raise UserError("nothing to check", "name revisions, or folders with --tree")
    desk = _desk(repo, config, map_folder)
    trees = [(name, desk.tree(name)) for name in revisions] + [(str(path), Folder(path)) for path in folders]
    results = [check(desk.map, tree, label) for label, tree in trees]
    if as_json:
        echo(document(1, {"trees": results}))
    else:
        _report(results)
    sound = all(result.recognised.generation and not result.failures for result in results)
    return Exit.DONE if sound else Exit.FINDINGS


@command.command(
    epilog="\b\nExample:\n  backport map translate --map haproxy --from stconn --to stream_interface piece.c"
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "source", required=True, metavar="REV|GENERATION", help="Where the text is from.")
@click.option("--to", "target", required=True, metavar="REV|GENERATION", help="Whose names it shall have.")
@click.option("--path", metavar="PATH", help="The text's path in its own tree: rules may hold in some files only.")
@options.repo
@options.config
@_map
@options.as_json
@bounded
def translate(
    file: Path,
    source: str,
    target: str,
    path: str | None,
    repo: Path,
    config: Path | None,
    map_folder: Path | None,
    as_json: bool,
) -> int:
    """Translate a piece of C, FILE or - for the standard input. The text goes to stdout, the rules used to stderr.

    With a revision for --to, names that this revision has kept stay. Exit 1 when something is left that no rule
    decides.
    """
    data = _read(file)
    desk = _desk(repo, config, map_folder)
    translator = desk.map.translator(desk.generation(source), desk.generation(target))
    inside = path or ("text.c" if str(file) == "-" else file.as_posix())
    made = translator.text(inside, data, None if target in desk.map.names else _names(desk.tree(target)))
    if as_json:
        text = made.data.decode(errors="surrogateescape")
        echo(document(1, {"path": translator.path(inside), "text": text, "rules": made.used, "open": made.open}))
    else:
        _write(made.data)
        for rule in made.used:
            echo(f"rule {rule}", err=True)
        for hit in made.open:
            echo(f"{inside}:{hit.line}: {hit.name}: {hit.because} ({hit.kind} {hit.rule})", err=True)
    return Exit.FINDINGS if made.open else Exit.DONE


@command.command(epilog="\b\nExample:\n  backport map learn COMMIT --to v2.5.14 --repo haproxy >> NN-OLDER--NEWER.toml")
@click.argument("commit")
@click.option("--to", "target", required=True, metavar="REV", help="The branch that lacks names of the fix.")
@options.repo
@options.as_json
@bounded
def learn(commit: str, target: str, repo: Path, as_json: bool) -> int:
    """Trace the names of COMMIT that --to lacks through the history, and write rules for them, for review.

    What the earlier backports of --to made of a name comes first. Else the name is followed to the commit that brought
    it, and to the name it took the place of. Nothing newer than COMMIT's parent is looked at. What could not be learned
    is told on stderr; exit 1 when there is any.
    """
    repository = Repository.open(repo)
    fix = repository.source(repository.resolve(commit)).commit
    there = repository.resolve(target)
    base = repository.merge_base(fix.parents[0], there)
    if base is None:
        raise UserError(
            f"{target} and {commit} have no common history", "fetch what is missing, or name another branch"
        )
    known = _names(repository.tree(repository.commit(there).tree))
    history = Lineage(repository, fix.parents[0])
    wanted = lessons.lacking(history.hunks(fix.id), known)
    earlier = Branch(repository, fix.id, there).lessons(tuple(dict.fromkeys(one.name for one in wanted)))
    told = {one.name for one in earlier}
    found = lessons.learn((one for one in wanted if one.name not in told), history, base, fix.parents[0], known)
    lesson = replace(found, rules=(*(one.rule() for one in earlier), *found.rules))
    if as_json:
        echo(document(1, lesson))
    else:
        if lesson.rules:
            echo(toml(lesson.rules).rstrip("\n"))
        for missed in lesson.unlearned:
            echo(f"{missed.wanted.path}: {missed.wanted.name}: {missed.reason} {missed.commit[:12]}".rstrip(), err=True)
    return Exit.FINDINGS if lesson.unlearned else Exit.DONE


def _desk(repo: Path, config: Path | None, folder: Path | None) -> _Desk:
    if folder is None:
        settings = load(Repository.open(repo), config)
        if settings.map_folder is None:
            raise UserError(f"the project {settings.project} has no branch map", "name one with --map DIR")
        folder = settings.map_folder
    elif not (folder / "branches.toml").is_file():
        shipped = resources.folder("branch_maps") / folder
        folder = shipped if folder.name == str(folder) and shipped.is_dir() else folder
    return _Desk(branchmap.load(folder), repo)


def _known(branch_map: BranchMap) -> str:
    return f"generations: {', '.join(branch_map.names)}; revisions need the repository: --repo DIR"


def _names(tree: Tree) -> Callable[[str], bool]:
    found = names(tree)
    return cache(lambda name: name.encode() in found)


def _write(text: bytes) -> None:
    """Exactly these bytes for the next program, a safe form for a terminal."""
    if sys.stdout.isatty():
        echo(text.decode(errors="surrogateescape"))
    else:
        click.echo(text, nl=False)


def _read(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}", "name a file, or - for the standard input") from error


def _scope(paths: tuple[str, ...], functions: tuple[str, ...]) -> str:
    return " ".join([*paths, *(f"{name}()" for name in functions)])


def _report(results: list[Checked]) -> None:
    rows: list[list[str | Cell]] = []
    for result in results:
        failed = len(result.failures)
        verdict = Cell(f"{failed} failed", "red") if failed else Cell("holds", "green")
        rows.append([result.tree, result.recognised.generation or "none", str(result.rules), verdict])
    table(("tree", "generation", "rules", ""), rows, fixed=(1, 3))
    for result in results:
        for fact in result.recognised.contradictions:
            echo(f"{result.tree}: {fact}")
        for failure in result.failures:
            echo(f"{result.tree}: {failure.file}: {failure.rule}: {failure.message}")
