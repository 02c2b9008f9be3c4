"""Names of units that are scores of classes."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.examine.scans.scan import Scan
from convscope.network import Network


def class_names(scan: Scan, network: Network, layer: str) -> Sequence[str]:
    """The classes whose scores a layer's units are; none for other layers, and where nobody named the classes.

    Args:
        scan: of the layer.
        network: that was scanned.
        layer: its address.
    """
    place, labels = scan.manifest.scores, network.labels
    is_scores = place is not None and scan.layers[place].address == layer
    return (
        labels.names
        if is_scores and labels.are_given and len(labels) == scan.layers[place or 0].units
        else ()
    )
