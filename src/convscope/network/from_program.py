"""A network from a program that ``torch.export.save`` wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch.export import ExportedProgram
from torch.export.passes import move_to_device_pass

from convscope.errors import NetworkError
from convscope.graph import Graph
from convscope.graph.tensors import OwnTensors
from convscope.graph.tracing.apart import check_apart, keeps_apart
from convscope.graph.tracing.batching import free_the_batch, takes_one_example
from convscope.graph.tracing.program import from_program
from convscope.graph.tracing.quiet import quiet_tracer
from convscope.network.about import about_program
from convscope.network.checkpoint import check_file
from convscope.network.description import Description
from convscope.network.device import checked_device
from convscope.network.harmless import check_harmless
from convscope.network.inputs import inputs_of
from convscope.network.network import Network
from convscope.network.opening import Opening


def open_program(path: Path, opening: Opening) -> Network:
    """The network of a ``.pt2`` file, for inputs of the one shape that it was exported for.

    Raises:
        NetworkError: the file is broken, holds code, or was exported in training mode.
        TraceError: the program takes more than one tensor, or a fixed number of photos.
    """
    check_file(path)
    check_harmless(path)
    program = move_to_device_pass(_loaded(path), checked_device(opening.device))
    own = {name: tensor.detach() for name, tensor in program.state_dict.items()}
    with quiet_tracer():
        fixed = takes_one_example(program)
        if fixed:
            _free_the_batch(program, path)
        graph = from_program(program, lambda constants: OwnTensors({**own, **constants}))
    _check_evaluation(graph, path)
    if not fixed:
        check_apart(graph)
    elif not keeps_apart(graph):
        raise _of_one_example(path)

    def tracer(shape: tuple[int, ...]) -> Graph:
        if shape != graph.input_shape:
            raise NetworkError(
                f"{path} was exported for inputs of shape {graph.input_shape}, got {shape}.",
                "Export it for that shape, or open the module that it was made of.",
            )
        return graph

    about = about_program(path)
    return Network.from_tracer(
        tracer,
        Description(
            name=str(path),
            weights=f"in {path}",
            inputs=inputs_of(None, graph.input_shape, about.preprocessing, None, None, None),
            opening=opening,
            labels=about.labels,
            task=about.task,
            overlap=about.overlap,
        ),
    )


def _free_the_batch(program: ExportedProgram, path: Path) -> None:
    try:
        free_the_batch(program)
    except Exception as error:
        raise _of_one_example(path) from error


def _of_one_example(path: Path) -> NetworkError:
    return NetworkError(
        f"{path} was exported for one example, and what it computes for several is not that of each.",
        "Export it with dynamic_shapes=({0: torch.export.Dim('batch')},).",
    )


def _loaded(path: Path) -> ExportedProgram:
    # A program may hold operations that are Convscope's own.
    from convscope.detection import operations  # noqa: F401

    try:
        with quiet_tracer(), _tensors_only():
            program = torch.export.load(path)
    # A program of another version or a damaged one fails in whatever part of the loader meets it first.
    except Exception as error:
        raise NetworkError(
            f"{path} cannot be read as an exported program: {str(error).partition(chr(10))[0][:160]}.",
            f"Write it anew with torch.export.save of PyTorch {torch.__version__.partition('+')[0]}.",
        ) from error
    # Conditions on the input as lines of Python, which no reading of the graph runs.
    program._guards_code = []
    return program


@contextmanager
def _tensors_only() -> Iterator[None]:
    """Hold PyTorch's loader, which has no such argument, to ``weights_only``."""
    name = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _check_evaluation(graph: Graph, path: Path) -> None:
    """In training mode a photo's result depends on the photos beside it and on chance."""
    for node in graph.nodes:
        if node.kind.training and (node.depends_on_batch or node.depends_on_chance):
            raise NetworkError(
                f"{path} was exported in training mode: {node.address} is a {node.operation} that trains.",
                "Call eval() on the module before torch.export.export.",
            )
