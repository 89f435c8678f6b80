"""A history with known backports, to be made again: a main branch, two stable ones, three fixes picked by people."""

from dataclasses import dataclass
from pathlib import Path

from tests.repos import Repo

QUEUE = """\
struct queue {
	int head;
	int tail;
	int size;
};

int queue_push(struct queue *q, int item)
{
	if (q->tail == q->size)
		return 0;
	q->tail++;
	return item;
}

int queue_pull(struct queue *q)
{
	if (q->head == q->tail)
		return 0;
	q->head++;
	return 1;
}

int queue_room(struct queue *q)
{
	return q->size - q->tail;
}
"""
TIMER = """\
int timer_left(int now, int end)
{
	return end - now;
}

int timer_over(int now, int end)
{
	return timer_left(now, end) <= 0;
}
"""


@dataclass(frozen=True)
class Made:
    """One backport: what a row of the file of pairs says."""

    series: str
    target: str
    parent: str
    origin: str
    source: str

    def row(self) -> str:
        """The line of the CSV file."""
        return ",".join((self.series, self.target, self.parent, self.origin, self.source))


def history(repo: Repo) -> tuple[Made, ...]:
    """Six backports, newest series first: clean ones, ones beside other lines, and ones that a person adapted."""
    repo.commit("start", {"queue.c": QUEUE, "timer.c": TIMER, "VERSION": "1\n"})
    repo.branch("stable-1.0").commit("release 1.0", {"VERSION": "1.0\n"})
    repo.switch("master")
    mainline = QUEUE.replace("return q->size - q->tail;", "return q->size - q->tail + q->head;")
    repo.commit("room counts what was pulled", {"queue.c": mainline})
    repo.branch("stable-2.0").commit("release 2.0", {"VERSION": "2.0\n"})
    repo.switch("master")
    made: list[Made] = []
    over = TIMER.replace("<= 0", "< 1")
    made += _carried(repo, "timer: over when nothing is left", {"timer.c": over}, over, over)
    room = mainline.replace("+ q->head;", "+ q->head - 1;")
    older = QUEUE.replace("q->size - q->tail;", "q->size - q->tail - 1;")
    made += _carried(repo, "queue: one place stays free", {"queue.c": room}, room, older)
    push = "\tif (q->tail == q->size)\n\t\treturn 0;\n\tq->tail++;"
    checked = "\tif (q->tail >= q->size)\n\t\treturn 0;\n\tq->tail++;"
    full = [text.replace(push, checked) for text in (room, room, older)]
    made += _carried(repo, "queue: a queue may be overfull", {"queue.c": full[0]}, full[1], full[2])
    repo.commit("go on", {"VERSION": "3-dev\n"})
    return tuple(sorted(made, key=lambda one: one.series, reverse=True))


def _carried(repo: Repo, subject: str, files: dict[str, str | bytes], newer: str, older: str) -> list[Made]:
    """The fix on master and its two backports, each with the text that a person gave the file."""
    (path,) = files
    origin = source = repo.commit(subject, files)
    made = []
    for series, text in (("2.0", newer), ("1.0", older)):
        repo.switch(f"stable-{series}")
        parent = repo.git("rev-parse", "HEAD")
        target = repo.commit(f"{subject}\n\n(cherry picked from commit {source})", {path: text})
        made.append(Made(series, target, parent, origin, source))
        source = target
    repo.switch("master")
    return made


def written(made: tuple[Made, ...], file: Path) -> Path:
    """The file of pairs."""
    lines = ["series,target,parent,origin,source", *(one.row() for one in made)]
    file.write_text("\n".join(lines) + "\n")
    return file
