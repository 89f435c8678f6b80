"""Plan: what each series needs of a fix. One file per rule; the first rule that has an answer decides."""

from backport.stages.plan.planner import RULES, plan
from backport.stages.plan.question import Look, Means, View

__all__ = ["RULES", "Look", "Means", "View", "plan"]
