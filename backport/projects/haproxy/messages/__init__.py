"""HAProxy's commit messages: what they are about, what they ask for, and what they say about older code."""

from functools import lru_cache

from backport.core.relation import Relation
from backport.core.trailers import chain, notes, original
from backport.projects.haproxy.messages import hints, instruction, references, subject, text
from backport.projects.haproxy.messages.asked import asked
from backport.projects.haproxy.messages.values import Asks, Hint, Instruction, Message, Reference, Subject

__all__ = ["Asks", "Hint", "Instruction", "Message", "Reference", "Relation", "Subject", "asked", "read"]


@lru_cache(maxsize=64)  # whoever asks about one series asks about the next one as well
def read(message: str, commit: str = "") -> Message:
    """All that is understood of `message`, the whole text of `commit` (its id becomes the evidence of hints).

    What hops added to the text is read for `chain` and `notes` only, so a backport says what its original says.
    """
    own = original(message)
    title, _, body = own.partition("\n")
    sentences = text.sentences(body)
    found = instruction.read(sentences)
    about = subject.parse(title)
    return Message(
        subject=about,
        instruction=found,
        hints=hints.read(sentences, commit) if found.asks is Asks.YES else (),
        references=references.read(sentences) if about.severity != "RELEASE" else (),
        issues=references.issues(own),
        notes=notes(message),
        chain=chain(message),
    )
