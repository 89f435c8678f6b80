"""Plan: what each series needs of a fix. One file per rule; the first rule that has an answer decides."""

from backport.stages.plan.planner import plan
from backport.stages.plan.question import Asked, Reading

__all__ = ["Asked", "Reading", "plan"]
