"""Forward: values of wanted nodes from known ones, in planned steps and within a budget of memory."""

from convscope.graph.forward.evaluation import evaluate

__all__ = ["evaluate"]
