"""Messages of real backports against what `compose` writes: python benchmarks/trailers.py [CLONE].

The clone is named by the argument or by BACKPORT_HAPROXY. Every commit of every stable series that was picked from
a commit of the clone is composed again from its source and compared byte for byte; the misses are counted by reason.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

from backport.core.trailerblock import compose
from backport.core.trailers import chain, hops, original

MAINLINE = "v3.5-dev1"


def main(clone: str) -> None:
    """Measure and print."""
    messages = {commit: text for commit, _, text in _log(clone, "--all")}
    newest = _last_releases(clone)
    old = [tag for series, tag in newest.items() if series <= (1, 8)]
    new = [tag for series, tag in newest.items() if series > (1, 8)]
    _measure("up to 1.8, many by older versions of git", messages, _log(clone, *old, f"^{MAINLINE}"))
    _measure("since 1.9", messages, _log(clone, *new, f"^{MAINLINE}"))


def _measure(title: str, messages: dict[str, str], commits: Iterator[tuple[str, str, str]]) -> None:
    reasons: Counter[str] = Counter()
    noted = 0
    for _commit, committer, text in commits:
        way = chain(text)
        if not way or way[-1] not in messages:
            continue
        if hops(text)[-1].notes:
            noted += 1
            continue
        reasons[_reason(messages[way[-1]], way[-1], text, committer)] += 1
    total = sum(reasons.values())
    print(f"{title}: {total} backports without a note, {noted} with one")
    for reason, number in reasons.most_common():
        print(f"{number:6} {number / total:7.2%} {reason}")


def _reason(source: str, picked_from: str, text: str, committer: str) -> str:
    """Why the composed message is not the recorded one, "equal" where it is."""
    if compose(source, picked_from, "", committer) == text:
        return "equal"
    signers = hops(text)[-1].signed_off
    if not signers and compose(source, picked_from) == text:
        return "equal, picked without -s"
    composed = compose(source, picked_from, "", signers[-1] if signers else "")
    if composed == text:
        return "equal but for the signer: committed again by another person"
    if composed.split() == text.split():
        return "other white space: by hand, or an older git"
    if original(source) != original(text):
        return "the text itself was amended"
    return "other: a note in another form, or edited by hand"


def _log(clone: str, *revisions: str) -> Iterator[tuple[str, str, str]]:
    """Id, committer and exact message of commits."""
    ids = subprocess.run(["git", "-C", clone, "rev-list", *revisions], capture_output=True, check=True).stdout
    run = subprocess.run(["git", "-C", clone, "cat-file", "--batch"], input=ids, capture_output=True, check=True)
    raw, at = run.stdout, 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        commit, _, size = raw[at:end].decode().split()
        data = raw[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
        head, _, text = data.partition(b"\n\n")
        found = re.search(rb"^committer (.*>)", head, re.MULTILINE)
        yield commit, found[1].decode(errors="replace") if found else "", text.decode(errors="replace")


def _last_releases(clone: str) -> dict[tuple[int, int], str]:
    """The newest release tag of every series."""
    tags = subprocess.run(["git", "-C", clone, "tag"], capture_output=True, check=True, text=True).stdout.split()
    newest: dict[tuple[int, int], int] = {}
    for tag in tags:
        if found := re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)", tag):
            series = int(found[1]), int(found[2])
            newest[series] = max(newest.get(series, 0), int(found[3]))
    return {series: f"v{series[0]}.{series[1]}.{patch}" for series, patch in newest.items()}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.environ["BACKPORT_HAPROXY"])
