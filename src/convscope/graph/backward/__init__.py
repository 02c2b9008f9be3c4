"""Backward: gradients with a rule for each operation, ending at the node asked for."""

from convscope.graph.backward.gradients import Gradient, gradient
from convscope.graph.backward.rules import DECONVNET, GUIDED, PLAIN, REVIVING, Rules

__all__ = ["DECONVNET", "GUIDED", "PLAIN", "REVIVING", "Gradient", "Rules", "gradient"]
