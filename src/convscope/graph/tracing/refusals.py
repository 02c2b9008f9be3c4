"""Modules that no trace can open, known before one is tried."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from itertools import chain

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from convscope.errors import TraceError
from convscope.graph.tracing.signature import Signature

_DETECTION = "torchvision.models.detection."
_DETECTORS = ("GeneralizedRCNN", "RetinaNet", "FCOS", "SSD")


def check_kind(module: nn.Module, signatures: Sequence[Signature]) -> None:
    """Refuse a module that cannot be traced whatever its forward computes.

    Raises:
        TraceError: saying what it is, and what to open instead.
    """
    name = type(module).__name__
    if isinstance(module, torch.jit.ScriptModule):
        raise TraceError(
            f"{name} is a TorchScript program, which has no modules to trace.",
            "Open the Python module that it was made of, or export that one with torch.export.",
        )
    if any(
        kind.__module__.startswith(_DETECTION) and kind.__name__ in _DETECTORS
        for kind in type(module).__mro__
    ):
        raise TraceError(
            f"{name} is a detector of torchvision, which returns as many boxes as it finds: no graph holds that.",
            "Open the network inside it: Network(module.backbone.body) or Network(module.backbone).",
        )
    _check_tensors(module, name)
    _check_arguments(module, name, signatures)


def _check_tensors(module: nn.Module, name: str) -> None:
    for path, part in module.named_modules():
        kind = f"{path} ({type(part).__name__})" if path else name
        if ".quantized." in f"{type(part).__module__}.":
            raise TraceError(
                f"{name} is quantised at {kind}: its layers compute with integers.",
                "Open the network of floating-point numbers that it was made of.",
            )
        if any(map(is_lazy, chain(part.parameters(recurse=False), part.buffers(recurse=False)))):
            raise TraceError(
                f"{name} has a lazy layer, {kind}, which gets its size when it first computes.",
                "Run the module once on an example before it is opened: module(torch.zeros(1, ...)).",
            )
    for path, tensor in chain(module.named_parameters(), module.named_buffers()):
        if tensor.is_meta:
            raise TraceError(
                f"{name} has no numbers yet: {path} is on the device meta.",
                "Give it some: module.to_empty(device='cpu'), then load_state_dict().",
            )
        if tensor.is_inference():
            raise TraceError(
                f"{name} was made in inference mode: {path} can have no gradients.",
                "Build it and load its weights outside torch.inference_mode().",
            )


def _check_arguments(module: nn.Module, name: str, signatures: Sequence[Signature]) -> None:
    asked = inspect.signature(module.forward)
    try:
        asked.bind(*signatures)
    except TypeError as error:
        needed = [one for one in asked.parameters.values() if one.default is one.empty]
        names = [
            one.name
            for one in needed
            if one.kind is not one.VAR_POSITIONAL and one.kind is not one.VAR_KEYWORD
        ]
        described = ", ".join(f"{one!r}: Input.of_shape({signatures[0].shape})" for one in names)
        raise TraceError(
            f"The forward of {name} takes {len(names)} inputs ({', '.join(names)}), {len(signatures)} described.",
            f"Describe each: inputs={{{described}}}, with Input.tensor(shape, dtype) for what is no photo.",
        ) from error
