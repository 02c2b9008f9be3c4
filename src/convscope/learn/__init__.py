"""Training: requests, runs and their results."""

from convscope.learn.request import TrainingOptions, TrainingRequest
from convscope.learn.run import Run
from convscope.learn.run_folders import BrokenRun, all_runs

__all__ = ["BrokenRun", "Run", "TrainingOptions", "TrainingRequest", "all_runs"]
