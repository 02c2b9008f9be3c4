"""From a module or an exported program to a graph, and from a graph to a file and back."""

from convscope.graph.tracing.module import trace
from convscope.graph.tracing.signature import Signature

__all__ = ["Signature", "trace"]
