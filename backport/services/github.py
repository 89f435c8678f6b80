"""GitHub Actions: the event of a pull request, a push or a merge queue.

The variables and events are those of GitHub's documentation ("Variables reference", "Webhook events and payloads").
"""

from collections.abc import Mapping

from backport.services.asked import Asked, branch_name, commit_id, document, inner, remote_branch

NAME = "github"


def recognise(environ: Mapping[str, str]) -> bool:
    """Whether a job of GitHub Actions (or of one that acts like it) has this environment."""
    return environ.get("GITHUB_ACTIONS") == "true"


def asked(environ: Mapping[str, str]) -> Asked:
    """The commits of the job's event."""
    event = document(environ.get("GITHUB_EVENT_PATH", ""))
    for key, read in (("pull_request", _pull_request), ("merge_group", _merge_group)):
        if isinstance(event.get(key), dict):
            return read(event, environ)
    return _push(event, environ)


def _pull_request(event: object, environ: Mapping[str, str]) -> Asked:
    """The commits of the request itself: the merge that GitHub tries out, which is checked out, is none of them."""
    base = environ.get("GITHUB_BASE_REF") or branch_name(inner(event, "pull_request", "base", "ref"))
    bases = commit_id(inner(event, "pull_request", "base", "sha")) + remote_branch(base)
    return Asked(bases, (*commit_id(inner(event, "pull_request", "head", "sha")), "HEAD"), base)


def _merge_group(event: object, environ: Mapping[str, str]) -> Asked:
    head = commit_id(inner(event, "merge_group", "head_sha"))
    base = branch_name(inner(event, "merge_group", "base_ref"))
    return Asked(commit_id(inner(event, "merge_group", "base_sha")), (*head, "HEAD"), base)


def _push(event: object, environ: Mapping[str, str]) -> Asked:
    head = commit_id(inner(event, "after")) or commit_id(environ.get("GITHUB_SHA"))
    return Asked(commit_id(inner(event, "before")), (*head, "HEAD"), environ.get("GITHUB_REF_NAME", ""))
