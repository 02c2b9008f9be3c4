"""The diagram of a network: stages, branches, skip connections and repeated blocks, as SVG."""

from convscope.render.diagram.drawing import draw_graph
from convscope.render.diagram.parts import Box, Parallel, Part, Repeat, Sequence, Tangle
from convscope.render.diagram.structures import structure

__all__ = ["Box", "Parallel", "Part", "Repeat", "Sequence", "Tangle", "draw_graph", "structure"]
