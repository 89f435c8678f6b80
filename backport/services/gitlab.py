"""GitLab CI: a merge request's pipeline, or that of a branch.

The variables are those of GitLab's documentation ("Predefined CI/CD variables reference").
"""

from collections.abc import Mapping

from backport.services.asked import Asked, commit_id, remote_branch

NAME = "gitlab"


def recognise(environ: Mapping[str, str]) -> bool:
    """Whether a GitLab job has this environment."""
    return environ.get("GITLAB_CI") == "true"


def asked(environ: Mapping[str, str]) -> Asked:
    """The commits of the merge request, else those that were pushed."""
    head = commit_id(environ.get("CI_COMMIT_SHA"))
    target = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    if target or environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        # The pipeline of a merged result stands at a merge: the request's own commits end where its branch does.
        own = commit_id(environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"))
        bases = commit_id(environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")) + remote_branch(target)
        return Asked(bases, (*own, *head, "HEAD"), target)
    return Asked(commit_id(environ.get("CI_COMMIT_BEFORE_SHA")), (*head, "HEAD"), environ.get("CI_COMMIT_BRANCH", ""))
