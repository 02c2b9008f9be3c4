"""Operations from one element of each operand: normalisation, activations, sums of branches, reshaping."""

from __future__ import annotations

from math import sqrt
from typing import Any

import torch
from torch import Tensor

from convscope.convolution import number_text, signed_text
from convscope.graph.element.places import broadcast, operands_at
from convscope.graph.element.step import Index, Operands, Worked
from convscope.graph.node import BATCH_SIZE, Node

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


def batch_norm(node: Node, index: Index, operands: Operands) -> Worked:
    """In evaluation an affine map of each channel.

    scale = gamma / sqrt(variance + epsilon)        y = scale * x + (beta - mean * scale)
    """
    gamma, beta, mean, variance = (
        float(operands.constant(tensor)[index[0]]) if tensor is not None else default
        for tensor, default in zip(
            (node.argument(name) for name in ("weight", "bias", "running_mean", "running_var")),
            (1.0, 0.0, 0.0, 1.0),
            strict=True,
        )
    )
    epsilon, source = float(node.argument("eps")), node.argument("input")
    x = operands.number(source, index)
    scale = gamma / sqrt(variance + epsilon)
    shift = beta - mean * scale
    value = scale * x + shift
    formula = (
        f"scale = {number_text(gamma)} / sqrt({number_text(variance)} + {epsilon:g}) = {number_text(scale)}",
        f"shift = {signed_text(beta)} - {signed_text(mean)} * {signed_text(scale)} = {number_text(shift)}",
        f"{signed_text(x)} * {signed_text(scale)} + {signed_text(shift)} = {number_text(value)}",
    )
    numbers = {
        "operands": [_read(source, index, x)],
        "gamma": gamma,
        "beta": beta,
        "mean": mean,
        "variance": variance,
        "epsilon": epsilon,
        "scale": scale,
        "shift": shift,
    }
    return Worked(value, formula, numbers)


def layer_norm(node: Node, index: Index, operands: Operands) -> Worked:
    """The number among those that are normalised with it: along the last axes of the value.

    z = (x - mean) / sqrt(variance + epsilon)        y = gamma * z + beta
    """
    source, axes = node.argument("input"), len(node.argument("normalized_shape"))
    row = operands.whole(source)[index[:-axes]]
    gamma, beta = (
        float(operands.constant(tensor)[index[-axes:]]) if tensor is not None else default
        for tensor, default in ((node.argument("weight"), 1.0), (node.argument("bias"), 0.0))
    )
    epsilon, x = float(node.argument("eps")), operands.number(source, index)
    mean, variance = float(row.mean()), float(row.var())
    normalised = (x - mean) / sqrt(variance + epsilon)
    value = gamma * normalised + beta
    formula = (
        f"mean {number_text(mean)}, variance {number_text(variance)} of {row.size} numbers",
        f"({signed_text(x)} - {signed_text(mean)}) / sqrt({number_text(variance)} + {epsilon:g}) "
        f"= {number_text(normalised)}",
        f"{signed_text(normalised)} * {signed_text(gamma)} + {signed_text(beta)} = {number_text(value)}",
    )
    numbers = {
        "operands": [_read(source, index, x)],
        "gamma": gamma,
        "beta": beta,
        "mean": mean,
        "variance": variance,
        "epsilon": epsilon,
    }
    return Worked(value, formula, numbers)


def pointwise(node: Node, index: Index, operands: Operands) -> Worked:
    """The operation itself, of single numbers in double precision."""
    places = dict(operands_at(operands.graph, node, index) or ())
    read: list[dict[str, Any]] = []

    def single(source: Node) -> Any:
        if source.operation == BATCH_SIZE:
            return 1
        if source in places:
            at = places[source]
            number = operands.number(source, at)
        else:
            tensor = operands.constant(source)
            # PReLU's weights run along the channels, those of all other operations along the last axes.
            at = (
                (index[0] % tensor.size,)
                if node.operation == "prelu"
                else _constant_place(index, tensor.shape)
            )
            number = float(tensor[at])
        read.append(_read(source, at, number))
        shape = (1,) if node.operation == "prelu" and source not in places else (1,) * len(node.shape)
        return torch.full(
            shape, number, dtype=torch.bool if _is_condition(operands, source) else torch.float64
        )

    result: Tensor = node.compute(single)
    value = float(result)
    texts = [signed_text(each["value"]) for each in read]
    plain = [each for each in node.arguments if isinstance(each, int | float)]
    if node.operation in _SIGNS and not node.keywords and len(texts) + len(plain) == 2:
        formula = f" {_SIGNS[node.operation]} ".join([*texts, *map(number_text, plain)])
    else:
        formula = f"{node.operation}({', '.join(number_text(each['value']) for each in read)})"
    return Worked(value, (f"{formula} = {number_text(value)}",), {"operands": read})


def moved(node: Node, index: Index, operands: Operands) -> Worked:
    """A value that only changes its place, or the constant of a padding."""
    places = operands_at(operands.graph, node, index)
    if not places:
        constant = float(node.argument("value") or 0)
        return Worked(constant, (f"it lies in the padding: {number_text(constant)}",))
    source, at = places[0]
    number = operands.number(source, at)
    formula = f"element {_text(at)} of {source.address} is element {_text(index)} here: {number_text(number)}"
    return Worked(number, (formula,), {"operands": [_read(source, at, number)]})


def _is_condition(operands: Operands, source: Node) -> bool:
    """Whether it is a constant of true and false, as a mask is."""
    constants = operands.graph.constants
    return source in constants and operands.graph.constant(source).dtype == torch.bool


def _constant_place(index: Index, shape: tuple[int, ...]) -> Index:
    # A constant's first axis is that of the inputs where it has as many axes as the value.
    return broadcast((0, *index), shape)


def _read(source: Node, index: Index, number: float) -> dict[str, Any]:
    return {"address": source.address, "index": index, "value": number}


def _text(index: Index) -> str:
    return ",".join(map(str, index))
