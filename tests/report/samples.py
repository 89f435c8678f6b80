"""Runs for the reports' tests: one fix of an invented proxy on five branches, with every verdict."""

import difflib
from dataclasses import fields, is_dataclass, replace
from typing import Any

from backport.core.behaviour import Behaviour, Change, PropertyResult, Status, Step
from backport.core.case import Application, Case, FileResult, Outcome, RuleUse, Run, Rung, Target
from backport.core.difference import Difference
from backport.core.verdict import Finding, Severity, Verdict

ORIGIN = "4f1c0de5a9b7e3d2c1f0a8b6947563524130fedc"
SUBJECT = "BUG/MEDIUM: link: never confirm a link from the front side"
BODY = """\
When the front side pushes data while the back link is still opening, the
link was marked ready at once. The task was not told, and the transfer
stalled until the open timer fired.

Before 3.0 the function is called pipe_push().
This must be backported as far as 2.0.
"""

_MAINLINE = """\
/* Push what the front side has to the back link. */
static void link_push(struct link *ln)
{
\tstruct channel *ch = link_out(ln);

\tif (ch->flags & CH_SHUTW)
\t\treturn;

\tif (!link_state_in(ln->state, LS_BIT_OPENING|LS_BIT_READY|LS_BIT_OPEN))
\t\treturn;

\tif (!(ln->ep->flags & EP_WAIT_DATA) &&
\t    !channel_is_empty(ch))
\t\tlink_send(ln);
}

static int link_send(struct link *ln)
{
\tint done = ln->mux->send(ln->ep, link_out(ln));

\tif (done > 0 && ln->state == LS_OPENING)
\t\tln->state = LS_READY;
\treturn done;
}
"""

_NAMES = (
    ("link_state_in", "pipe_state_in"),
    ("link_push", "pipe_push"),
    ("link_send", "pipe_send"),
    ("link_out", "pipe_oc"),
    ("struct link", "struct pipe"),
    ("LS_BIT_", "PI_SB_"),
    ("LS_", "PI_ST_"),
    ("EP_WAIT_DATA", "PI_FL_WAIT_DATA"),
    ("ln->ep->flags", "pi->flags"),
    ("*ln", "*pi"),
    ("(ln", "(pi"),
    ("ln->", "pi->"),
)


def _fixed(text: str) -> str:
    mask = "LS_BIT_OPENING|LS_BIT_READY|LS_BIT_OPEN))"
    return text.replace(mask, "LS_BIT_READY|LS_BIT_OPEN))")


def _translated(text: str) -> str:
    for newer, older in _NAMES:
        text = text.replace(newer, older)
    return text


def _diff(before: str, after: str, path: str) -> str:
    pair = before.splitlines(keepends=True), after.splitlines(keepends=True)
    lines = difflib.unified_diff(*pair, f"a/{path}", f"b/{path}")
    return f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n" + "".join(lines)


def _doc(version: str) -> tuple[str, str]:
    before = f"link.open-timeout <time>\n  Time to open a link.\n\n  See also version {version}.\n"
    return before, before.replace("a link.", "a link. A push does not end it.")


ORIGINAL = _diff(_MAINLINE, _fixed(_MAINLINE), "src/link.c") + _diff(*_doc("3.1"), "doc/link.txt")
_OLD = _translated(_MAINLINE)
ADAPTED = _diff(_OLD, _translated(_fixed(_MAINLINE)), "src/pipe.c") + _diff(*_doc("2.5"), "doc/link.txt")
WRONG_PLACE = _diff(_OLD, _OLD.replace("pi->state == PI_ST_OPENING", "pi->state == PI_ST_READY"), "src/pipe.c")

RULES = (
    RuleUse(
        "path-link",
        "path",
        "src/link.c",
        "src/pipe.c",
        "The file was split off and renamed when links replaced pipes.",
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",),
    ),
    RuleUse(
        "fn-push",
        "function",
        "link_push",
        "pipe_push",
        "The fix's message: before 3.0 the function is called pipe_push().",
        (ORIGIN,),
        "hint",
    ),
    RuleUse(
        "flag-wait",
        "macro",
        "EP_WAIT_DATA",
        "PI_FL_WAIT_DATA",
        "Waiting for data moved from the pipe to its endpoint.",
        ("89abcdef0123456789abcdef0123456789abcdef",),
    ),
    RuleUse(
        "mask-bits",
        "macro",
        "LS_BIT_*",
        "PI_SB_*",
        "Bits of the state mask, renamed with their states; learned from 214 of 214 replaced lines.",
        ("fedcba9876543210fedcba9876543210fedcba98",),
        "learned",
    ),
)

PATH = (
    Step("client", "sends a request", (Change("front.data", "0", "2"),)),
    Step("stream", "assigns a server", (Change("back.state", "NONE", "ASSIGNED"),)),
    Step(
        "stream",
        "opens the back link",
        (Change("back.state", "ASSIGNED", "OPENING"), Change("socket", "none", "SYN"), Change("timer", "off", "5 s")),
    ),
    Step("kernel", "accepts the connection", (Change("socket", "SYN", "UP"),)),
    Step("poller", "reports the socket writable", (Change("mux.task", "idle", "queued"),)),
    Step(
        "mux", "runs and wakes who subscribed", (Change("mux.subscribed", "SEND", ""), Change("io", "idle", "queued"))
    ),
    Step("client", "sends more data", (Change("front.task", "idle", "queued"),)),
    Step(
        "stream", "reads from the front side and is blocked on the full channel", (Change("front.rx", "on", "blocked"),)
    ),
    Step("stream", "pushes from the front side: pipe_push()", (Change("ch.left", "2", "0"),)),
    Step("mux", "sends both units", (Change("back.state", "OPENING", "READY"), Change("wire", "0", "2"))),
    Step("io", "finds nothing to send and receives nothing below OPEN", (Change("io", "queued", "idle"),)),
    Step("stream", "sleeps: only the open timer is left", (Change("stream.task", "queued", "idle"),)),
)

PROSE = "Once the connection is up, the stream leaves OPENING and READY without waiting for the open timer."


def behaviours(revision: str) -> tuple[Behaviour, ...]:
    """Before and after, of the fix and of its backport."""
    kept = PropertyResult("no-loss", "No unit of data is lost or sent twice.", Status.HOLDS)
    hang = PropertyResult("no-hang", PROSE, Status.VIOLATED, PATH)
    cured = PropertyResult("no-hang", PROSE, Status.HOLDS)
    before = Behaviour("link-open", "backport before", revision, Status.VIOLATED, (hang, kept), 24835, 91577, 1.42)
    after = Behaviour("link-open", "backport after", revision, Status.HOLDS, (cured, kept), 23601, 87679, 1.31)
    return (
        replace(before, role="fix before", revision=ORIGIN + "~1", states=24958, transitions=91854),
        replace(after, role="fix after", revision=ORIGIN, states=23724),
        before,
        after,
    )


def _message(note: str = "") -> str:
    lines = [f"(cherry picked from commit {ORIGIN})", *([note] if note else []), "Signed-off-by: Ann <ann@example.org>"]
    return f"{SUBJECT}\n\n{BODY}\n" + "\n".join(lines) + "\n"


def _target(series: str, digit: str) -> Target:
    return Target(series, digit * 40, "e" + digit * 39, f"refs/remotes/origin/stable-{series}")


CHECKS = ("closure", "right place", "equivalence", "locks", "behaviour")
ADAPTED_FILES = (
    FileResult("src/link.c", "src/pipe.c", Rung.TRANSLATED, ("path-link", "fn-push", "flag-wait", "mask-bits")),
    FileResult("doc/link.txt", "doc/link.txt", Rung.MERGE),
)


def there() -> Case:
    """A branch that has the fix."""
    reason = "commit 2c2c2c2c2c2c carries the trailer of this fix"
    application = Application(Outcome.THERE, ORIGIN, None, (), reason, ("2c" * 20,))
    return Case(_target("3.0", "3"), ORIGIN, None, Verdict.SOUND, application, checks=("history",))


CERTIFICATE = (
    Difference("file renamed", "src/pipe.c", 0, "src/link.c", "src/pipe.c", "the map's name for it"),
    Difference("in the branch's words", "src/pipe.c", 0, "link_push(l);", "pipe_push(l);", "rule fn-push"),
    Difference("added besides", "src/pipe.c", 12, "", "l -> count ++ ;"),
)


def sound() -> Case:
    """A branch where everything went well."""
    return Case(
        target=_target("2.5", "5"),
        origin=ORIGIN,
        tree="a5" * 20,
        verdict=Verdict.SOUND,
        application=Application(Outcome.APPLIED, ORIGIN, Rung.TRANSLATED, ADAPTED_FILES),
        rules=("path-link", "fn-push", "flag-wait", "mask-bits"),
        findings=(Finding("prerequisites", Severity.NOTE, "Nothing the fix relies on is missing.", "src/pipe.c"),),
        message=_message("[aa: src/link.c is src/pipe.c here, names adapted]"),
        checks=CHECKS,
        behaviour=behaviours("5" * 40),
        diff=ADAPTED,
        original=ORIGINAL,
        branch="backports/2.5",
        commit="b5" * 20,
        certificate=CERTIFICATE,
    )


def doubtful() -> Case:
    """A branch where two places fit."""
    places = ("pipe_push_all(), line 88",)
    files = (replace(ADAPTED_FILES[0], rung=Rung.PLACED, candidates=places), ADAPTED_FILES[1])
    finding = Finding(
        "right place",
        Severity.SOFT,
        "Two places hold the same mask; the first was changed because its neighbours agree best.",
        "pipe_push",
        "src/pipe.c",
        9,
        ("pipe_push(): 11 of 12 neighbours agree", "pipe_push_all(): 9 of 12 neighbours agree"),
    )
    return replace(
        sound(),
        target=_target("2.4", "4"),
        verdict=Verdict.DOUBTFUL,
        application=Application(Outcome.APPLIED, "b5" * 20, Rung.PLACED, files),
        findings=(finding,),
        branch="",
        commit=None,
    )


def unsound() -> Case:
    """A branch where the wrong sibling was changed."""
    findings = (
        Finding(
            "right place",
            Severity.HARD,
            "The fix narrows the test in pipe_push(); here it was made in pipe_send().",
            "pipe_send",
            "src/pipe.c",
            21,
            ("the fix changes link_push(), which is pipe_push() here",),
        ),
        Finding(
            "equivalence",
            Severity.HARD,
            "A line of the fix is missing: the mask still holds PI_SB_OPENING.",
            "PI_SB_OPENING",
            "src/pipe.c",
            9,
        ),
        Finding("definition drift", Severity.NOTE, "pipe_state_in() is a macro.", "pipe_state_in", "src/pipe.h", 40),
    )
    hang = behaviours("2" * 40)
    return replace(
        sound(),
        target=_target("2.2", "2"),
        verdict=Verdict.UNSOUND,
        application=Application(Outcome.APPLIED, "b4" * 20, Rung.MERGE, (replace(ADAPTED_FILES[0], rung=Rung.MERGE),)),
        findings=findings,
        behaviour=(*hang[:3], replace(hang[2], role="backport after", states=24830)),
        diff=WRONG_PLACE,
        branch="",
        commit=None,
    )


def unknown() -> Case:
    """A branch where a person has to decide."""
    ours, theirs = "\tif (pi->state > PI_ST_OPEN)\n", "\tif (!pipe_state_in(pi->state, PI_SB_OPEN))\n"
    marked = f"<<<<<<< 2.0\n{ours}=======\n{theirs}>>>>>>> fix\n"
    file = FileResult(
        "src/link.c", "src/pipe.c", Rung.CONFLICT, ("path-link",), ("the test has another shape",), marked
    )
    dropped = FileResult("doc/link.txt", "", Rung.DROPPED, (), ("the branch does not document the keyword",))
    finding = Finding(
        "application", Severity.OPEN, "src/pipe.c: a person has to decide this conflict.", "src/pipe.c", "src/pipe.c"
    )
    open_model = Behaviour(
        "link-open", "backport before", "0" * 40, Status.UNKNOWN, reason="goto into a loop: pipe.c:88"
    )
    return Case(
        target=_target("2.0", "0"),
        origin=ORIGIN,
        tree=None,
        verdict=Verdict.UNKNOWN,
        application=Application(Outcome.CONFLICT, "b2" * 20, Rung.CONFLICT, (file, dropped), "one file conflicts"),
        rules=("path-link",),
        findings=(finding,),
        message=_message(),
        checks=("application",),
        behaviour=(open_model,),
        original=ORIGINAL,
    )


def run(*cases: Case) -> Run:
    """The fix on these targets; without any, on five with every verdict."""
    return Run(
        repository="/srv/git/proxy.git",
        project="proxy",
        origin=ORIGIN,
        subject=SUBJECT,
        message=f"{SUBJECT}\n\n{BODY}",
        cases=cases or (there(), sound(), doubtful(), unsound(), unknown()),
        seconds=12.34,
        tool="backport 0.1.0",
        rules=RULES,
    )


def poisoned(value: Any, poison: str) -> Any:
    """The same value with `poison` in every text of it that is not one of a fixed set."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: poisoned(getattr(value, field.name), poison) for field in fields(value)})
    if isinstance(value, tuple):
        return tuple(poisoned(item, poison) for item in value)
    if type(value) is str:  # an enum's text is ours
        return value + poison if value else value
    return value
