"""OpenVINO's own format, for Intel's processors."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

from convscope.exports.format import INPUT, KEY, OUTPUT, Compute, Format
from convscope.exports.to_onnx import ONNX
from convscope.extras import extra
from convscope.graph import Graph
from convscope.graph.engine.signals import ordinary_signal_stack


def write(graph: Graph, about: str, path: Path) -> None:
    """Two files, ``.xml`` and beside it ``.bin``, in full precision.

    By way of ONNX, which OpenVINO's runtime reads itself; its Python converter is what reports its use.

    Raises:
        ExtraError: a package is missing.
    """
    openvino = extra("openvino", "export")
    with TemporaryDirectory() as folder:
        between = Path(folder) / f"between{ONNX.suffix}"
        ONNX.write(graph, about, between)
        model = openvino.Core().read_model(between)
        model.set_rt_info(about, [KEY])
        openvino.save_model(model, path, compress_to_fp16=False)


def read(path: Path, graph: Graph) -> Compute:  # noqa: ARG001 - one signature for all formats
    """OpenVINO on the CPU, computing in the precision of the file.

    Raises:
        ExtraError: it is not installed.
    """
    openvino = extra("openvino", "export")
    with ordinary_signal_stack():
        compiled = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})

    def compute(photos: Tensor) -> Tensor:
        return torch.from_numpy(compiled({INPUT: photos.numpy()})[OUTPUT].copy())

    return compute


OPENVINO = Format(
    "openvino", ".xml", "OpenVINO on Intel's processors; the weights are in .bin beside it", write, read
)
