"""One traced graph, many readings: the heart of the project."""

from convscope.graph.evaluation import evaluate
from convscope.graph.gradient import Gradient, gradient
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.rules import DECONVNET, GUIDED, PLAIN, REVIVING, Rules
from convscope.graph.trace import trace

__all__ = [
    "DECONVNET",
    "GUIDED",
    "PLAIN",
    "REVIVING",
    "Gradient",
    "Graph",
    "Node",
    "Rules",
    "evaluate",
    "gradient",
    "trace",
]
