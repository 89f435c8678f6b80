"""What a HAProxy commit message says, as plain data."""

from dataclasses import dataclass, field
from enum import StrEnum

from backport.core.relation import Relation
from backport.core.rule import Rule
from backport.core.trailers import Note


class Asks(StrEnum):
    """Does the message want a backport?"""

    YES = "asks"
    NO = "none"
    SILENT = "silent"


class Modal(StrEnum):
    """How strongly it asks."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    NEEDS = "needs"
    PLAIN = "plain"  # "backport to 2.4", "to be backported"
    NONE = ""


class Extent(StrEnum):
    """How the message says which series it means."""

    ONE = "one version"
    LIST = "list"
    AS_FAR_AS = "as far as"
    UP_TO = "up to"  # or until, till, down to: going back in time, the same as "as far as"
    ALL = "all"
    ABOVE = "and above"
    OLDER = "and older"
    SPAN = "from … to …"
    COMMIT = "wherever another commit is"
    FEATURE = "wherever something exists"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Range:
    """Series named by a message. `lowest` and `highest` are inclusive; empty means open.

    `versions` are the series as they are named, `maybe` those that are only considered ("possibly 2.0"), `but_not`
    those that are excluded. `only` says that nothing but `versions` is meant, not even what is newer.
    """

    extent: Extent = Extent.UNSAID
    versions: tuple[str, ...] = ()
    lowest: str = ""
    highest: str = ""
    maybe: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    only: bool = False

    @property
    def explicit(self) -> bool:
        """Whether the series can be told from the message alone."""
        return self.extent not in (Extent.COMMIT, Extent.FEATURE, Extent.UNSAID)


@dataclass(frozen=True)
class Instruction:
    """What is to be done. `condition`, `observation` and `sentences` quote the message."""

    asks: Asks = Asks.SILENT
    modal: Modal = Modal.NONE
    range: Range = field(default_factory=Range)
    condition: str = ""  # "if the commit above is backported"
    observation: str = ""  # "after a period of observation"
    commits: tuple[str, ...] = ()  # ids of commits it is tied to
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """Another commit: `commit` in hex as written (empty where only its subject is quoted), `subject` where quoted."""

    relation: Relation
    commit: str = ""
    subject: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Hint:
    """What the message says about other versions' code, and the rule that follows, if one does.

    The rule holds in the series from `lowest` to `highest` (inclusive; empty means open).
    """

    sentence: str
    lowest: str = ""
    highest: str = ""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Subject:
    """`SEVERITY/LEVEL: area: text`. `typos` names each tag as written that was read as another one."""

    severity: str = ""
    level: str = ""
    area: str = ""
    text: str = ""
    reverts: bool = False
    typos: tuple[tuple[str, str], ...] = ()  # (as written, as read)


@dataclass(frozen=True)
class Message:
    """All that is understood of one message."""

    subject: Subject
    instruction: Instruction
    hints: tuple[Hint, ...] = ()
    references: tuple[Reference, ...] = ()
    issues: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    chain: tuple[str, ...] = ()
