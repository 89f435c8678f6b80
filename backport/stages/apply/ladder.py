"""The ladder: bring a fix to a target's tree, each file by the surest step that works, nothing guessed in silence."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import splitext

from backport.core.case import FileResult, Rung
from backport.core.commit import ChangeKind, Entry, FileChange, SourceCommit
from backport.core.rule import Rule
from backport.stages.apply.again import AGAIN, again, left_out
from backport.stages.apply.atlas import Atlas
from backport.stages.apply.doubts import NO_FILE, PROSE, aside
from backport.stages.apply.paired import ABSENT
from backport.stages.apply.piece import Piece
from backport.stages.apply.sections import head
from backport.stages.apply.text import Merge, cut, merge_plain, merge_text, with_pieces
from backport.stages.apply.touched import touched
from backport.stages.translate.drift import Phrases, has_member, has_word, learn, members, names
from backport.stages.translate.lessons import Lessons
from backport.stages.translate.masks import flags, without
from backport.stages.translate.translator import Translator
from backport.vcs.scratch import Scratch
from backport.vcs.textdiff import is_binary, split_lines

_AROUND = 5  # lines above and below a piece that say where it is
_CODE = (".c", ".h")  # files of one kind; what is in none of them may be in any
NOTHING = Lessons()
_LARGEST = 8_000_000  # bytes of a text that is merged line by line


@dataclass(frozen=True)
class Applied:
    """The tree with the fix in it, None while a file needs a person; what became of each file; what was learned."""

    tree: str | None
    files: tuple[FileResult, ...]
    learned: tuple[Rule, ...] = ()

    @property
    def rung(self) -> Rung:
        """The lowest rung any file needed."""
        return max((file.rung for file in self.files), key=lambda rung: rung.height, default=Rung.SAME)

    @property
    def changed(self) -> bool:
        """Whether any file of the fix found a place here."""
        return any(file.path for file in self.files)


@dataclass(frozen=True)
class _Outcome:
    """One file of the target that a file of the fix led to; `writes` tells a new entry (None: deleted) from none."""

    result: FileResult
    entry: Entry | None = None
    writes: bool = False
    learned: tuple[Rule, ...] = ()


def apply_fix(
    scratch: Scratch,
    atlas: Atlas,
    source: SourceCommit,
    tree: str,
    translator: Translator,
    lessons: Lessons = NOTHING,
) -> Applied:
    """Apply `source` to `tree`. Objects are written to the scratch repository only.

    `lessons` is what the branch says for names that it lacks and the translator does not know.
    """
    edits: dict[str, Entry | None] = {}
    outcomes: list[_Outcome] = []
    for change in source.changes:
        for outcome in _File(scratch, atlas, change, source.base_tree, tree, translator, lessons, edits).outcomes():
            if outcome.writes:
                edits[outcome.result.path] = outcome.entry
            outcomes.append(outcome)
    files = tuple(outcome.result for outcome in outcomes)
    learned = tuple(dict.fromkeys(rule for outcome in outcomes for rule in outcome.learned))
    made = scratch.write_tree(tree, edits) if edits else tree
    if made == tree:
        files = tuple(map(_nowhere, files))
    stuck = any(file.rung == Rung.CONFLICT for file in files)
    return Applied(None if stuck else made, files, learned)


def _nowhere(file: FileResult) -> FileResult:
    """A file of a fix of which nothing found a place: that its lines are not here is then no answer."""
    if file.rung != Rung.DROPPED or not file.path:
        return file
    return replace(
        file, rung=Rung.CONFLICT, conflict=f"nothing of the change has a place here: {'; '.join(file.notes)}"
    )


@dataclass(frozen=True)
class _File:
    """One file of the fix on its way to the target."""

    scratch: Scratch
    atlas: Atlas
    change: FileChange
    base_tree: str
    tree: str
    translator: Translator
    lessons: Lessons
    edits: Mapping[str, Entry | None]

    def outcomes(self) -> tuple[_Outcome, ...]:
        """What becomes of the file: one outcome, or one for each file its functions went to."""
        path = self._place()
        entry = self._entry(path)
        mergeable = entry is not None and self.change.kind == ChangeKind.MODIFIED and not self._simple(path, entry)
        return self._modify(path, entry) if entry is not None and mergeable else (self._outcome(path, entry),)

    def _simple(self, path: str, entry: Entry) -> bool:
        """Whether the file is as the fix found it, or as it left it, or no text."""
        as_found = entry.id == self.change.old_blob and path == self.change.path and not self._translates()
        as_found = as_found and not self.lessons.all
        return as_found or entry.id == self.change.new_blob or not entry.is_file or not self._is_text(entry)

    def _outcome(self, path: str, entry: Entry | None) -> _Outcome:
        if self.change.kind == ChangeKind.ADDED:
            return self._add(path, entry)
        if entry is None:
            return self._missing(path)
        if self.change.kind == ChangeKind.DELETED:
            return self._delete(path, entry)
        if entry.id in (self.change.old_blob, self.change.new_blob):
            return self._done(path, Rung.SAME, Entry(self.change.new_blob, self._mode(entry)))
        return self._conflict(path, "not a text: the branch's version differs and cannot be merged")

    def _place(self) -> str:
        """Where the file is in the target: the same path, the map's path, or the file that holds its functions."""
        change = self.change
        translated = self.translator.path(change.path)
        for path in dict.fromkeys((translated, change.path)):
            if self._entry(path) is not None:
                return path
        if change.kind == ChangeKind.MODIFIED and self._regular() and self._readable(change.old_blob):
            base, theirs = (self._blob(blob) for blob in (change.old_blob, change.new_blob))
            changed = frozenset(touched(base, theirs))
            named = self.atlas.counterpart(self.tree, change.path, change.old_blob, changed)
            return named or self._holding((), cut(base, theirs)) or translated
        return translated

    def _holding(self, but: Collection[str], pieces: Sequence[Piece]) -> str | None:
        """The file that has the lines of some pieces and around them, in the branch's words.

        A test that the branch does not have is looked for nowhere else: tests are much alike.
        """
        if aside(self.change.path):
            return None
        base = split_lines(self.translator.text(self.change.path, self._blob(self.change.old_blob)).data)
        lines = [line for piece in pieces for line in base[max(0, piece.start - _AROUND) : piece.end + _AROUND]]
        suffix = splitext(self.change.path)[1]
        return self.atlas.holding(self.tree, suffix if suffix in _CODE else "", lines, but)

    def _add(self, path: str, entry: Entry | None) -> _Outcome:
        change = self.change
        if entry is not None and entry.id != change.new_blob:
            return self._conflict(path, "the fix adds this file and the branch has another one in its place")
        if not Entry(change.new_blob, change.new_mode).is_file or not self._readable(change.new_blob):
            return self._done(path, Rung.SAME, Entry(change.new_blob, change.new_mode))
        text = self.translator.text(change.path, self._blob(change.new_blob))
        blob = self.scratch.write_blob(text.data) if text.used else change.new_blob
        rung = Rung.TRANSLATED if text.used else Rung.SAME
        return self._done(path, rung, Entry(blob, change.new_mode), text.used)

    def _missing(self, path: str) -> _Outcome:
        if self.change.kind == ChangeKind.DELETED:
            return _Outcome(FileResult(self.change.path, "", Rung.SAME, notes=("it is not in the branch already",)))
        return _Outcome(FileResult(self.change.path, "", Rung.DROPPED, notes=(NO_FILE,)))

    def _delete(self, path: str, entry: Entry) -> _Outcome:
        if entry.id == self.change.old_blob:
            return _Outcome(FileResult(self.change.path, path, Rung.SAME), None, True)
        if not self._is_alike(entry):
            return self._conflict(path, "the fix deletes this file and the branch's version differs")
        what = "version of this test or text" if aside(path) else "version"
        doubt = f"deleted, though the branch's {what} differs a little"
        return _Outcome(FileResult(self.change.path, path, Rung.PLACED, notes=(doubt,)), None, True)

    def _is_alike(self, entry: Entry) -> bool:
        """Whether most lines of a file that the fix deletes are the branch's."""
        blobs = (entry.id, self.change.old_blob)
        if not entry.is_file or not all(map(self._readable, blobs)):
            return False
        ours, base = (Counter(split_lines(self._blob(blob))) for blob in blobs)
        return 3 * (ours & base).total() >= 2 * max(ours.total(), base.total())

    def _modify(self, path: str, entry: Entry) -> tuple[_Outcome, ...]:
        plain = self._plain(path, entry)
        return (plain,) if plain is not None else self._adapted(path, entry)

    def _plain(self, path: str, entry: Entry) -> _Outcome | None:
        """The merge of a change in which nothing has to be said otherwise and beside which nothing differs."""
        base, theirs, ours = map(self._blob, (self.change.old_blob, self.change.new_blob, entry.id))
        pieces = cut(base, theirs)
        changed = b"".join(b"".join((*piece.old, *piece.new)) for piece in pieces)
        if any(not has_word(ours, name) and has_word(base, name) for name in names(changed)):
            return None
        if any(not has_member(ours, name) and has_member(base, name) for name in members(changed)):
            return None
        if self.translator.text(self.change.path, changed).used or self.lessons.within(changed):
            return None
        merge = merge_plain(base, ours, pieces)
        if merge is None:
            return None
        return self._merged(path, entry, merge.partial, merge, (), (AGAIN,) if again(base, ours, pieces) else ())

    def _adapted(self, path: str, entry: Entry) -> tuple[_Outcome, ...]:
        base, theirs = (
            self.translator.text(self.change.path, self._blob(blob)).data
            for blob in (self.change.old_blob, self.change.new_blob)
        )
        ours = self._blob(entry.id)
        taught = self.lessons.within(_changed(base, theirs))
        base, theirs = (Lessons(taught).apply(text) for text in (base, theirs))
        strange = self._foreign_flags(base, ours, theirs)
        base, theirs = without(base, strange), without(theirs, strange)
        said = self._learned(base, ours, theirs)
        sides = _Sides(said.apply(base), ours, said.apply(theirs))
        merge = merge_text(sides.base, sides.ours, sides.theirs, path.endswith(PROSE))
        learned = (*(lesson.rule() for lesson in taught), *(phrase.rule(path) for phrase in said.all))
        rules = (*self._used(), *(rule.id for rule in learned))
        if merge.text is None:
            return self._scattered(path, entry, sides, merge, rules)
        notes = (
            *("what the branch says for the fix's words was learned from the two files alone" for _ in said.all[:1]),
            *(lesson.note for lesson in taught),
            *(f"{flag.decode()} is not in the branch and is left out of the masks" for flag in strange),
            *((AGAIN,) if again(sides.base, ours, merge.pieces) else ()),
        )
        return (replace(self._merged(path, entry, merge.text, merge, rules, notes), learned=learned),)

    def _merged(
        self, path: str, entry: Entry, text: bytes, merge: Merge, rules: tuple[str, ...], notes: tuple[str, ...] = ()
    ) -> _Outcome:
        placed = [fit.rung for fit in merge.fits if fit is not None]
        least = Rung.TRANSLATED if rules else Rung.SAME
        rung = max((least, *placed), key=lambda rung: rung.height)
        expected = path in (self.change.path, self.translator.path(self.change.path))
        found = () if expected else (self._found(path, entry, rung.height <= Rung.MERGE.height),)
        blob = self.scratch.write_blob(text)
        return self._done(
            path, rung, Entry(blob, self._mode(entry)), rules, (*self._doubts(entry, merge), *found, *notes)
        )

    def _found(self, path: str, entry: Entry, clean: bool) -> str:
        """How a file of another name was found; `clean` says that nothing beside the change differs there."""
        changed = frozenset(touched(self._blob(self.change.old_blob), self._blob(self.change.new_blob)))
        if changed and changed <= self.atlas.names(entry.id):
            return f"the code was found in {path}, which has its functions"
        return f"the code was found in {path}, by its lines{', beside which nothing differs' if clean else ''}"

    def _doubts(self, entry: Entry, merge: Merge) -> tuple[str, ...]:
        """What the merge doubts; that a part has no place is none where the branch lacks the very thing it changes."""
        said: dict[str, None] = {}
        for piece, fit in zip(merge.pieces, merge.fits, strict=True):
            if fit is not None and fit.doubt:
                lacking = self._lacking(entry, piece) if fit.how == ABSENT else ""
                said[
                    f"{lacking} is not in the branch: what the fix changes of it is left out" if lacking else fit.doubt
                ] = None
        return tuple(said)

    def _lacking(self, entry: Entry, piece: Piece) -> str:
        """A name on the lines that a piece takes away that neither the branch's file nor any header of it has.

        Of a prototype whose function the branch has, nothing is lacking but the prototype.
        """
        declared = {name for line in piece.old if (name := head(line))}
        if any(self.atlas.defining(self.tree, name, splitext(self.change.path)[1]) for name in declared):
            return ""
        ours = names(self._blob(entry.id))
        strange = sorted(names(b"".join(piece.old)) - ours, key=len, reverse=True)
        lacking = next((name for name in strange if not self.atlas.declares(self.tree, name)), b"")
        return lacking.decode("utf-8", "replace")

    def _scattered(
        self, path: str, entry: Entry, sides: "_Sides", merge: Merge, rules: tuple[str, ...]
    ) -> tuple[_Outcome, ...]:
        """Pieces whose function is in another file go there; those whose function is nowhere are left out."""
        homes = self._homes(path, merge)
        if homes is None:
            return (self._conflict(path, self.scratch.conflict(sides.base, sides.ours, sides.theirs), rules),)
        lost = left_out(sides.base, sides.ours, homes.pop("", {}))
        made: list[_Outcome] = []
        for other, pieces in homes.items():
            there = self._entry(other)
            text = self._blob(there.id) if there is not None and self._is_text(there) else None
            moved = merge_text(sides.base, text, with_pieces(sides.base, list(pieces.values()))) if text else None
            if there is None or moved is None or moved.text is None:
                return (self._conflict(path, self.scratch.conflict(sides.base, sides.ours, sides.theirs), rules),)
            made.append(self._merged(other, there, moved.text, moved, rules))
        if any(merge.fits):
            made.insert(0, self._merged(path, entry, merge.partial, merge, rules, lost))
        elif lost and not made:
            made.append(_Outcome(FileResult(self.change.path, "", Rung.DROPPED, rules, lost)))
        return tuple(made)

    def _homes(self, path: str, merge: Merge) -> dict[str, dict[str, Piece]] | None:
        """By file, the pieces that belong there by their function; "" for functions the branch does not have.

        None when some piece has no such home: a person has to decide.
        """
        homes: dict[str, dict[str, Piece]] = {}
        for piece, name in merge.strays:
            files = self.atlas.defining(self.tree, name, splitext(path)[1]) if name else ()
            if not name or len(files) > 1:
                return None
            home = files[0] if files else self._holding((path,), (piece,)) or ""
            homes.setdefault(home, {})[f"{name} {piece.start}"] = piece
        return homes if homes else None

    def _learned(self, base: bytes, ours: bytes, theirs: bytes) -> Phrases:
        """How the branch says what the changed lines say in words it does not know."""
        changed = _changed(base, theirs)
        if names(changed) <= names(ours) and members(changed) <= members(ours):
            return Phrases()
        said = learn(base, ours, lambda name: not self.atlas.declares(self.tree, name)).within(changed)
        return said if splitext(self.change.path)[1] in _CODE else said.coded()

    def _foreign_flags(self, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, ...]:
        """The flags in masks of the changed lines that the fix's tree had before and the branch has nowhere."""
        if splitext(self.change.path)[1] not in _CODE:
            return ()
        changed = _changed(base, theirs)
        strange = sorted(name for name in flags(changed) if not has_word(ours, name))
        return tuple(
            name
            for name in strange
            if not self.atlas.declares(self.tree, name)
            and (has_word(base, name) or self.atlas.declares(self.base_tree, name))
        )

    def _used(self) -> tuple[str, ...]:
        """The map's rules that touch the lines the fix changes."""
        pieces = cut(self._blob(self.change.old_blob), self._blob(self.change.new_blob))
        lines = b"".join(b"".join((*piece.old, *piece.new)) for piece in pieces)
        return self.translator.text(self.change.path, lines).used

    def _translates(self) -> bool:
        blobs = (self.change.old_blob, self.change.new_blob)
        return self._regular() and all(map(self._readable, blobs)) and bool(self._used())

    def _regular(self) -> bool:
        change = self.change
        return Entry(change.old_blob, change.old_mode).is_file and Entry(change.new_blob, change.new_mode).is_file

    def _done(
        self, path: str, rung: Rung, entry: Entry, rules: tuple[str, ...] = (), notes: tuple[str, ...] = ()
    ) -> _Outcome:
        return _Outcome(FileResult(self.change.path, path, rung, rules, notes), entry, True)

    def _conflict(self, path: str, reason: str, rules: tuple[str, ...] = ()) -> _Outcome:
        return _Outcome(FileResult(self.change.path, path, Rung.CONFLICT, rules, conflict=reason))

    def _entry(self, path: str) -> Entry | None:
        return self.edits[path] if path in self.edits else self.scratch.entry(self.tree, path)

    def _mode(self, entry: Entry) -> int:
        """The branch's mode, unless the fix changes it."""
        return entry.mode if self.change.old_mode == self.change.new_mode else self.change.new_mode

    def _blob(self, blob: str) -> bytes:
        return self.scratch.blob(blob)

    def _readable(self, blob: str) -> bool:
        return self.scratch.size(blob) <= _LARGEST and not is_binary(self._blob(blob))

    def _is_text(self, entry: Entry) -> bool:
        blobs = (entry.id, self.change.old_blob, self.change.new_blob)
        return self._regular() and all(map(self._readable, blobs))


@dataclass(frozen=True)
class _Sides:
    """The three texts of a merge, the fix's two in the branch's words."""

    base: bytes
    ours: bytes
    theirs: bytes


def _changed(base: bytes, theirs: bytes) -> bytes:
    """The lines that a change takes away and those that it writes."""
    return b"".join(b"".join((*piece.old, *piece.new)) for piece in cut(base, theirs))
