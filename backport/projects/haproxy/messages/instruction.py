"""The backport instruction: is one wanted, how strongly, where, when, and on which condition."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from backport.projects.haproxy.messages import phrases as say
from backport.projects.haproxy.messages import ranges
from backport.projects.haproxy.messages.series import named, newest_first, order
from backport.projects.haproxy.messages.values import Asks, Extent, Instruction, Modal, Range

_HEX = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b")


@dataclass(frozen=True)
class _Said:
    """One sentence about backports."""

    sentence: str
    asks: Asks
    modal: Modal = Modal.NONE
    target: str = ""  # what follows the word


def read(sentences: Sequence[str]) -> Instruction:
    """The instruction that the sentences of a message give together; a wish outweighs a refusal elsewhere."""
    said = [each for sentence in sentences if (each := _said(sentence))]
    wishes = [each for each in said if each.asks is Asks.YES]
    if not said:
        return Instruction()
    about = wishes or said
    texts = tuple(each.sentence for each in about)
    return Instruction(
        asks=Asks.YES if wishes else Asks.NO,
        modal=wishes[0].modal if wishes else Modal.NONE,
        range=_range(wishes, sentences) if wishes else Range(),
        condition=_first(say.CONDITION, texts),
        observation=_first(say.OBSERVATION, _around(texts, sentences)),
        commits=tuple(dict.fromkeys(found for text in texts for found in _HEX.findall(text))),
        sentences=texts,
    )


def _said(sentence: str) -> _Said | None:
    if not say.WORD.search(sentence):
        return None
    for found in say.WORD.finditer(sentence):
        before = sentence[: found.end()]
        if say.NEGATIVE.search(before) or say.NEGATIVE.match(sentence[found.start() :]):
            continue
        if modal := _modal(sentence, found):
            return _Said(sentence, Asks.YES, modal, sentence[found.end() :])
    if as_well := say.AS_WELL.search(sentence):
        return _Said(sentence, Asks.YES, max(_modals(as_well["modal"]))[1])
    return _Said(sentence, Asks.NO) if say.NEGATIVE.search(sentence) else None


def _modal(sentence: str, word: re.Match[str]) -> Modal | None:
    """How strongly this occurrence of the word asks; None where it only tells, or says on what the wish depends."""
    depends = say.CONDITIONAL.search(sentence)
    if depends and word.end() <= depends.end():
        return None
    before = say.CLAUSE.split(sentence[: word.start()])[-1]
    if last := max(_modals(before), default=None):
        return None if say.TELLS.search(before[last[0] :] + word[0]) else last[1]
    if behind := say.BEHIND.match(sentence[word.end() :]):
        return min(_modals(behind[0]), default=(0, Modal.SHOULD))[1]
    if any(told.end() == word.end() for told in say.TELLS.finditer(sentence)):
        return None
    return Modal.PLAIN if say.IMPERATIVE.search(sentence) else None


def _modals(text: str) -> list[tuple[int, Modal]]:
    return [(found.end(), modal) for modal, pattern in say.MODALS for found in pattern.finditer(text)]


def _range(wishes: Sequence[_Said], sentences: Sequence[str]) -> Range:
    """The series that the wishes name; else what is said instead of names."""
    if all(say.CONDITIONAL.search(wish.sentence) for wish in wishes):
        return Range(Extent.COMMIT)
    found = [(wish.modal, each) for wish in wishes if (each := ranges.read(wish.target)).versions]
    if found:
        return _widened(found)
    text = " ".join(wish.sentence for wish in wishes)
    behind = [rest for wish in wishes if (rest := ranges.behind_all(wish.target)) is not None]
    if any(not say.QUALIFIED.match(rest) for rest in behind):
        return Range(Extent.ALL)
    if not say.CONDITION.search(text) and (versions := _elsewhere(wishes, sentences)):
        return Range(Extent.AS_FAR_AS, versions, min(versions, key=order))
    if say.TIED.search(text):
        return Range(Extent.COMMIT)
    return Range(Extent.FEATURE) if say.FEATURE.search(text) else Range()


def _elsewhere(wishes: Sequence[_Said], sentences: Sequence[str]) -> tuple[str, ...]:
    """Series that the wishes name elsewhere ("introduced in 2.4 …"), or the sentence before if they say "there"."""
    versions = tuple(v for wish in wishes for v in named(wish.sentence))
    if versions:
        return versions
    there = [sentences.index(wish.sentence) for wish in wishes if say.THERE.search(wish.sentence)]
    return tuple(v for number in there if number for v in named(sentences[number - 1]))


def _widened(found: Sequence[tuple[Modal, Range]]) -> Range:
    """The first range, as low as the others go; what only may be done does not widen what has to be done."""
    modal, first = found[0]
    for other, each in found[1:]:
        weaker = other is Modal.MAY and modal is not Modal.MAY
        if first.lowest and each.lowest and order(each.lowest) < order(first.lowest):
            if weaker:
                first = replace(first, maybe=newest_first((*first.maybe, *each.versions)))
            else:
                versions = newest_first((*first.versions, *each.versions))
                first = replace(first, lowest=each.lowest, versions=versions)
    return first


def _around(texts: Sequence[str], sentences: Sequence[str]) -> Iterable[str]:
    """The instruction's sentences and the one after each."""
    for number, sentence in enumerate(sentences):
        if sentence in texts:
            yield from sentences[number : number + 2]


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    return next((found[0].strip() for text in texts if (found := pattern.search(text))), "")
