"""Exporting a network together with the model card of its run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from convscope.exports.card import model_card
from convscope.exports.exporting import FORMATS, Export, export_network
from convscope.learn import Run
from convscope.network import Network
from convscope.network.from_run import is_run


def export(
    network: Network,
    place: str | os.PathLike[str],
    *,
    to: Literal["onnx", "pt2", "safetensors", "openvino"] = "onnx",
) -> Export:
    """Export a network to another format, checked against the original on real photos, with its model card.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        place: path of the file, with the format's ending; the card is written beside it.
        to: the format.

    Raises:
        ExportError: the format cannot hold the network, or the file computes something else.
        ExtraError: a package that the format needs is not installed.
        OutputError: the place cannot be written to.
    """
    spec = network.opening.spec
    card = model_card(network, Run.open(spec) if is_run(spec) else None)
    return export_network(network, FORMATS[to], Path(place), card=card)
