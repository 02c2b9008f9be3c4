"""What computes forward passes: PyTorch, or a compiled model where that is worth its start."""

from convscope.graph.engine.choice import engine_for, forward
from convscope.graph.engine.openvino import Engine

__all__ = ["Engine", "engine_for", "forward"]
