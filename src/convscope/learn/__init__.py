"""Training: runs, their settings and results."""

from convscope.learn.run import Run, all_runs

__all__ = ["Run", "all_runs"]
