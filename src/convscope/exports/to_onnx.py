"""ONNX, for ONNX Runtime and everything else that reads it."""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path

import torch
from torch import Tensor
from torch.export import Dim

from convscope.exports.format import INPUT, KEY, OUTPUT, Compute, Format
from convscope.exports.program import exported_program
from convscope.extras import extra
from convscope.graph import Graph


def write(graph: Graph, about: str, path: Path) -> None:
    """One file with the weights in it, for any number of photos.

    Raises:
        ExtraError: a package is missing.
    """
    onnx = extra("onnx", "export")
    extra("onnxscript", "export")
    # The exporter reports its steps on stdout, which belongs to the command's own document.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            exported_program(graph),
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes=({0: Dim("batch")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    model.producer_name = "convscope"
    onnx.helper.set_model_props(model, {KEY: about})
    onnx.save(model, path)


def read(path: Path, graph: Graph) -> Compute:  # noqa: ARG001 - one signature for all formats
    """ONNX Runtime on the CPU.

    Raises:
        ExtraError: it is not installed.
    """
    runtime = extra("onnxruntime", "export")
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def compute(photos: Tensor) -> Tensor:
        return torch.from_numpy(session.run([OUTPUT], {INPUT: photos.numpy()})[0])

    return compute


ONNX = Format("onnx", ".onnx", "ONNX Runtime, TensorRT, browsers and most other programs", write, read)
