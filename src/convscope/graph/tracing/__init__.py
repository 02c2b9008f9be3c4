"""From a module or an exported program to a graph, and from a graph to a file and back."""

from convscope.graph.tracing.module import Signature, trace

__all__ = ["Signature", "trace"]
