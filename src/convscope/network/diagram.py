"""The diagram of a network."""

from __future__ import annotations

from convscope.convolution.drawing.picture import SvgPicture
from convscope.network.network import Network
from convscope.record import recorded
from convscope.render.diagram import draw_graph


@recorded(found=lambda drawn: drawn.svg)
def draw(network: Network) -> SvgPicture:
    """Draw a network as SVG: stages, branches, skip connections, and repeated blocks once.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.

    Raises:
        TraceError: the network cannot be traced.
    """
    return SvgPicture(draw_graph(network.graph(), network.name))
