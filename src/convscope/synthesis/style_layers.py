"""The layers by which a style transfer tells style and content, by the family of the network."""

from __future__ import annotations

from convscope.graph.shapes.stages import stage_ends
from convscope.network import Network


def default_layers(network: Network) -> tuple[list[str], list[str]]:
    """Layers for style and for content, by the network's family.

    In a VGG those of the paper: relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1, and relu4_2 for the content.  In
    timm's EfficientNets and MobileNets the stem, for colours and edges, and the blocks' narrow ends: they are not
    rectified, so that their means do not drown what goes together.  In others the ends of the first stages.
    """
    graph = network.graph()
    narrow = ["conv_stem", *(f"blocks.{number}" for number in range(5))]
    if all(address in graph.addresses for address in narrow):
        return narrow, ["blocks.2"]
    addresses = {node.address for node in graph.layers}
    for depth, style, content in (("36", (1, 6, 11, 20, 29), 22), ("30", (1, 6, 11, 18, 25), 20)):
        # torchvision's and timm's VGG-19 and VGG-16 number their layers alike; the last pooling tells them apart.
        if "pre_logits.fc1" in addresses or "classifier.0" in addresses:
            last = f"features.{depth}"
            if last in addresses and graph.find(last).operation == "max_pool":
                return [f"features.{number}" for number in style], [f"features.{content}"]
    ends = [node.address for node in stage_ends(graph)]
    return ends[:4], [ends[min(2, len(ends) - 1)]]
