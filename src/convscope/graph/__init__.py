"""The traced graph of a network and its readings."""

from convscope.graph.backward import DECONVNET, GUIDED, PLAIN, REVIVING, Gradient, Rules, gradient
from convscope.graph.forward import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.tracing import Signature, trace

__all__ = [
    "DECONVNET",
    "GUIDED",
    "PLAIN",
    "REVIVING",
    "Gradient",
    "Graph",
    "Node",
    "Rules",
    "Signature",
    "evaluate",
    "gradient",
    "trace",
]
