"""The colours of a terminal: one for each verdict, severity and answer of a model."""

from backport.core.behaviour import Status
from backport.core.verdict import Severity, Verdict

VERDICTS = {
    Verdict.SOUND: "green",
    Verdict.DOUBTFUL: "yellow",
    Verdict.UNSOUND: "bold red",
    Verdict.UNKNOWN: "magenta",
}
SEVERITIES = {
    Severity.HARD: "bold red",
    Severity.OPEN: "magenta",
    Severity.SOFT: "yellow",
    Severity.NOTE: "dim",
}
STATUSES = {Status.HOLDS: "green", Status.VIOLATED: "bold red", Status.UNKNOWN: "magenta"}
