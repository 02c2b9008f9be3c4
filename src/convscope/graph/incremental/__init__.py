"""Only what a changed window of the input can reach is computed again."""

from convscope.graph.incremental.areas import Area
from convscope.graph.incremental.grouping import windows_at_a_time, windows_by_plan
from convscope.graph.incremental.plan import WindowPlan, plan_for
from convscope.graph.incremental.windows import LocalRun

__all__ = ["Area", "LocalRun", "WindowPlan", "plan_for", "windows_at_a_time", "windows_by_plan"]
