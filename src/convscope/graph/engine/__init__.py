"""What computes forward passes: PyTorch, or a compiled model where that is worth its start."""

from convscope.graph.engine.choice import MOST_AT_ONCE, Run, engine_for, forward

__all__ = ["MOST_AT_ONCE", "Run", "engine_for", "forward"]
