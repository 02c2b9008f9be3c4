"""The reading at one output element: the products and the sum behind one number of a network."""

from convscope.graph.element.drawing import steps_scene
from convscope.graph.element.reading import work_out
from convscope.graph.element.step import WorkedStep

__all__ = ["WorkedStep", "steps_scene", "work_out"]
