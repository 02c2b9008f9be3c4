"""Exporting a network together with the model card of its run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from convscope.errors import ExportError
from convscope.exports.card import model_card
from convscope.exports.exporting import FORMATS, Export, export_network
from convscope.exports.suppressed import export_suppressed
from convscope.exports.to_onnx import ONNX
from convscope.exports.to_safetensors import SAFETENSORS
from convscope.learn import Run
from convscope.network import Network
from convscope.network.beside import Beside
from convscope.network.from_run import is_run, without_epoch
from convscope.network.labels import imagenet


def export(
    network: Network,
    place: str | os.PathLike[str],
    *,
    to: Literal["onnx", "pt2", "safetensors", "openvino"] = "onnx",
    suppress: bool = False,
) -> Export:
    """Export a network to another format, checked against the original on real photos, with its model card.

    Args:
        network: from `convscope.open_network` or `convscope.Network`.
        place: path of the file, with the format's ending; the card is written beside it.
        to: the format.
        suppress: of a detector as ONNX, whether suppression is in the file, so that detections come out.

    Raises:
        ExportError: the format cannot hold the network, or the file computes something else.
        ExtraError: a package that the format needs is not installed.
        OutputError: the place cannot be written to.
    """
    spec = network.opening.spec
    if is_run(spec) and spec != without_epoch(spec):
        raise ExportError(
            f"A model card tells the figures of a run's best weights, got {spec}.",
            f"Export {without_epoch(spec)}.",
        )
    run = Run.open(spec) if is_run(spec) else None
    if suppress:
        if FORMATS[to] is not ONNX:
            raise ExportError(f"Suppression is a part of ONNX, not of {to}.", "Export to onnx.")
        return export_suppressed(network, Path(place), card=model_card(network, run))
    beside = _beside(network, run) if FORMATS[to] is SAFETENSORS else None
    return export_network(network, FORMATS[to], Path(place), card=model_card(network, run), beside=beside)


def _beside(network: Network, run: Run | None) -> Beside:
    """What weights alone do not say; ImageNet's classes are known by their number."""
    opening = network.description.opening
    arch = run.network_description.architecture if run else opening.arch or opening.spec or None
    names = network.labels.names
    return Beside.of(
        arch, network.task.name, None if names == imagenet().names else names, network.preprocessing
    )
