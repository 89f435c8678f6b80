"""What was understood, in plain words that read back to the same: for reports, and as a check of the grammar."""

from backport.projects.haproxy.messages.series import newest_first
from backport.projects.haproxy.messages.values import Asks, Extent, Instruction, Modal, Range, Subject

_MODALS = {
    Modal.MUST: "This must be backported",
    Modal.SHOULD: "This should be backported",
    Modal.MAY: "This may be backported",
    Modal.NEEDS: "This needs to be backported",
    Modal.PLAIN: "To be backported",
}


def title(subject: Subject) -> str:
    """The subject line: `BUG/MINOR: area: text`."""
    tags = "/".join(dict.fromkeys(tag for tag in (subject.severity, subject.level) if tag))
    line = ": ".join(part for part in (tags, subject.area, subject.text) if part)
    return f'Revert "{line}"' if subject.reverts and subject.severity != "REVERT" else line


def sentence(instruction: Instruction) -> str:
    """One sentence with the modal and the range; conditions and observation are not repeated."""
    if instruction.asks is Asks.SILENT:
        return "Nothing is said about backports."
    if instruction.asks is Asks.NO:
        return "No backport needed."
    return f"{_MODALS[instruction.modal]}{_where(instruction.range)}."


def _where(wanted: Range) -> str:
    listed = _listed(wanted.versions)
    words = {
        Extent.ONE: f" to {listed}",
        Extent.LIST: f" to {listed}",
        Extent.AS_FAR_AS: f" as far as {wanted.lowest}",
        Extent.UP_TO: f" up to {wanted.lowest}",
        Extent.ALL: " to all stable versions",
        Extent.ABOVE: f" to {wanted.lowest} and above",
        Extent.OLDER: f" to {wanted.highest} and older",
        Extent.SPAN: f" from {wanted.lowest} to {wanted.highest}",
        Extent.COMMIT: " wherever the commit above is",
        Extent.FEATURE: " wherever it exists",
        Extent.UNSAID: "",
    }
    only = " only" if wanted.only else ""
    but_not = f" but not to {wanted.but_not[0]}" if wanted.but_not else ""
    maybe = f", maybe {_listed(wanted.maybe)}" if wanted.maybe else ""
    return only + words[wanted.extent] + but_not + maybe


def _listed(versions: tuple[str, ...]) -> str:
    *first, last = newest_first(versions) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
