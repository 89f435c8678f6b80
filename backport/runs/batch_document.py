"""The JSON document of a batch: the commits a branch adds, each with the document of its run."""

import json
from functools import cache
from pathlib import Path
from typing import cast

from backport.core.batch import Batch, Examined
from backport.runs import document

FORMAT = 1
SCHEMA = Path(__file__).with_name("batch.schema.json")


def of_batch(batch: Batch) -> document.Document:
    """The document, by `batch.schema.json`."""
    return {
        "format": FORMAT,
        "kind": "batch",
        "failed": batch.failed,
        "repository": batch.repository,
        "project": batch.project,
        "branch": batch.branch,
        "base": batch.base,
        "head": batch.head,
        "seconds": batch.seconds,
        "tool": batch.tool,
        "verdicts": {verdict.value: count for verdict, count in sorted(batch.verdicts.items())},
        "commits": [_commit(one) for one in batch.commits],
    }


@cache
def schema() -> document.Document:
    """The JSON schema of this document; it refers to the one of a run by its `$id`."""
    return cast(document.Document, json.loads(SCHEMA.read_text(encoding="utf-8")))


def _commit(one: Examined) -> document.Document:
    claimed = one.claimed
    return {
        "commit": claimed.commit,
        "subject": claimed.subject,
        "claim": claimed.claim.name.lower(),
        "origin": claimed.origin,
        "reason": claimed.reason,
        "verdict": one.case.verdict.value if one.case is not None else None,
        "run": document.of_run(one.run) if one.run is not None else None,
    }
