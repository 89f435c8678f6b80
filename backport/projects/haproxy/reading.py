"""What a message says about one series: whether it wants the fix there, and what has to come first."""

from backport.core.trailers import original
from backport.projects.haproxy.messages import Asks, asked, read
from backport.projects.haproxy.messages.otherwise import otherwise
from backport.projects.haproxy.messages.series import of
from backport.projects.haproxy.messages.text import sentences
from backport.projects.protocol import Reading


def reading(message: str, name: str) -> Reading:
    """The instruction, as far as it speaks of the series `name`; nothing where that is not a version of HAProxy's."""
    series = of(name)
    if series is None:
        return Reading()
    found = read(message)
    instruction = found.instruction
    wanted: bool | None = None
    if instruction.asks is Asks.NO:
        wanted = False
    elif instruction.asks is Asks.YES and instruction.range.explicit and series not in instruction.range.maybe:
        wanted = bool(asked(found, [series]))
    said = sentences(original(message).partition("\n")[2])
    return Reading(
        spoken=instruction.asks is not Asks.SILENT,
        wanted=wanted,
        sentence=" ".join(instruction.sentences),
        observation=instruction.observation,
        condition=instruction.condition,
        commits=instruction.commits,
        otherwise=otherwise(said, series) if instruction.asks is Asks.YES else "",
    )
