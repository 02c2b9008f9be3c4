"""Single nodes as operations of OpenVINO; None where a node has none."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convscope.graph.forward.folding import FoldedBatchNorm
from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.rectifiers import rectifier_of


def _constant(ops: Any, value: Tensor) -> Any:
    return ops.constant(value.detach().float().cpu().contiguous().numpy())


def _pair(value: Any) -> list[int]:
    items = list(value) if isinstance(value, list | tuple) else [value]
    return items * 2 if len(items) == 1 else items


def _conv(
    ops: Any, graph: Graph, node: Node, folded: FoldedBatchNorm | None, _found: dict[Node, Any], x: Any
) -> Any:
    conv = folded.convolution if folded else node
    bias: Tensor | None
    if folded:
        weight, bias = folded.weights(graph)
    else:
        if {conv.argument("weight"), conv.argument("bias")} - {None} - graph.constants:
            return None
        weight = graph.constant(conv.argument("weight"))
        bias = None if conv.argument("bias") is None else graph.constant(conv.argument("bias"))
    if weight.dim() != 4 or isinstance(conv.argument("padding"), str):
        return None
    stride, padding, dilation = (_pair(conv.argument(name)) for name in ("stride", "padding", "dilation"))
    groups = conv.argument("groups")
    if groups == 1:
        y = ops.convolution(x, _constant(ops, weight), stride, padding, padding, dilation)
    else:
        grouped = weight.reshape(groups, -1, *weight.shape[1:])
        y = ops.group_convolution(x, _constant(ops, grouped), stride, padding, padding, dilation)
    return y if bias is None else ops.add(y, _constant(ops, bias.reshape(1, -1, 1, 1)))


def _batch_norm(ops: Any, graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    if node.argument("training"):
        return None
    names = ("weight", "bias", "running_mean", "running_var")
    gamma, beta, mean, variance = (
        torch.tensor(default) if node.argument(name) is None else graph.constant(node.argument(name)).double()
        for name, default in zip(names, (1.0, 0.0, 0.0, 1.0), strict=True)
    )
    scale = gamma / torch.sqrt(variance + node.argument("eps"))
    shape = (1, -1, *[1] * (len(node.shape) - 2))
    scaled = ops.multiply(x, _constant(ops, scale.reshape(shape)))
    return ops.add(scaled, _constant(ops, (beta - mean * scale).reshape(shape)))


def _elementwise(ops: Any, graph: Graph, node: Node, _f: Any, found: dict[Node, Any], _x: Any) -> Any:
    if node.keywords or len(node.arguments) != 2:  # a factor of its own, or a way of rounding
        return None
    operands = []
    for argument in node.arguments:
        if isinstance(argument, Node):
            operands.append(
                found[argument] if argument in found else _constant(ops, graph.constant(argument))
            )
        else:
            operands.append(ops.constant(np.float32(argument)))
    return getattr(ops, node.kind.openvino)(*operands)


def _cat(ops: Any, _graph: Graph, node: Node, _f: Any, found: dict[Node, Any], _x: Any) -> Any:
    parts = node.arguments[0]
    return (
        None
        if any(part not in found for part in parts)
        else ops.concat([found[part] for part in parts], node.argument("dim") % len(node.shape))
    )


def _pooling(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    if len(node.shape) != 4 or node.argument("ceil_mode"):
        return None
    kernel, padding = _pair(node.argument("kernel_size")), _pair(node.argument("padding"))
    stride = _pair(node.argument("stride") or kernel)
    if node.operation == "max_pool":
        dilation = _pair(node.argument("dilation"))
        return ops.max_pool(x, stride, dilation, padding, padding, kernel).output(0)
    if node.argument("divisor_override") is not None:
        return None
    return ops.avg_pool(x, stride, padding, padding, kernel, not node.argument("count_include_pad"))


def _adaptive_avg_pool(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    """Windows of one size, where the map divides into them: none where it is of the asked size already."""
    before, after = ([size or 0 for size in value.shape[2:]] for value in (node.inputs[0], node))
    if len(before) != 2 or not all(after) or any(b % a for b, a in zip(before, after, strict=True)):
        return None
    kernel = [b // a for b, a in zip(before, after, strict=True)]
    return x if kernel == [1, 1] else ops.avg_pool(x, kernel, [0, 0], [0, 0], kernel, True)


def _mean(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    source = node.inputs[0]
    rank = len(source.shape)
    if node.operation == "global_avg_pool":
        axes, keep = list(range(2, rank)), True
    else:
        axes = [axis % rank for axis in node.argument("dim") or []]
        keep = node.argument("keepdim")
    if not axes or 0 in axes:
        return None
    return ops.reduce_mean(x, np.array(axes, np.int64), keep)


def _linear(ops: Any, graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    weight, bias = node.argument("weight"), node.argument("bias")
    if {weight, bias} - {None} - graph.constants:
        return None
    y = ops.matmul(x, _constant(ops, graph.constant(weight)), False, True)
    return y if bias is None else ops.add(y, _constant(ops, graph.constant(bias)))


def _pad(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    if "mode" in node.parameters and node.argument("mode") != "constant":
        return None
    sides, rank = list(node.argument("pad")), len(node.shape)
    before, after = [0] * rank, [0] * rank
    for place in range(len(sides) // 2):
        before[rank - 1 - place], after[rank - 1 - place] = sides[2 * place], sides[2 * place + 1]
    return ops.pad(x, before, after, "constant", ops.constant(np.float32(node.argument("value") or 0)))


def _activation(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    return getattr(ops, node.kind.openvino)(x)


def _relu(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    rectifier = rectifier_of(node)
    return (
        ops.relu(x) if rectifier is None or rectifier.ceiling == inf else ops.clamp(x, 0, rectifier.ceiling)
    )


def _leaky_relu(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    return ops.prelu(x, ops.constant(np.float32(node.argument("negative_slope"))))


def _group_norm(ops: Any, graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    """Each group of channels normalised by the statistics of its places."""
    if "num_groups" not in node.parameters:
        return None
    names = ("weight", "bias")
    if {node.argument(name) for name in names} - {None} - graph.constants:
        return None
    channels = node.shape[1] or 0
    scale, shift = (
        torch.full((channels,), default)
        if node.argument(name) is None
        else graph.constant(node.argument(name))
        for name, default in zip(names, (1.0, 0.0), strict=True)
    )
    return ops.group_normalization(
        x, _constant(ops, scale), _constant(ops, shift), node.argument("num_groups"), node.argument("eps")
    )


def _interpolate(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    """A map made larger by a whole number of times; by another one, each library rounds in its own way."""
    before, after = ([size or 0 for size in value.shape[2:]] for value in (node.inputs[0], node))
    if len(before) != 2 or any(a % b for a, b in zip(after, before, strict=True)):
        return None
    sizes, axes = np.array(after, np.int64), np.array([2, 3], np.int64)
    if node.operation == "upsample_nearest":
        return ops.interpolate(
            x,
            sizes,
            "nearest",
            "sizes",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
            axes=axes,
        )
    places = "align_corners" if node.argument("align_corners") else "half_pixel"
    return ops.interpolate(x, sizes, "linear_onnx", "sizes", coordinate_transformation_mode=places, axes=axes)


def _expand(ops: Any, _graph: Graph, node: Node, _f: Any, _found: Any, x: Any) -> Any:
    """A value repeated along axes of one place, by the sum with zeros."""
    before = node.inputs[0].shape
    if len(before) != len(node.shape):
        return None
    sizes = [1, *(size or 0 for size in node.shape[1:])]
    return ops.add(x, _constant(ops, torch.zeros(sizes)))


# By OpenVINO's names; identity and reshape are translated before.
TRANSLATIONS: dict[str, Callable[..., Any]] = {
    "adaptive_avg_pool": _adaptive_avg_pool,
    "batch_norm_inference": _batch_norm,
    "broadcast": _expand,
    "concat": _cat,
    "convolution": _conv,
    "group_normalization": _group_norm,
    "interpolate": _interpolate,
    "matmul": _linear,
    "pad": _pad,
    "prelu": _leaky_relu,
    "reduce_mean": _mean,
    "relu": _relu,
    **dict.fromkeys(("avg_pool", "max_pool"), _pooling),
    **dict.fromkeys(("add", "divide", "multiply", "subtract"), _elementwise),
    **dict.fromkeys(("exp", "hsigmoid", "hswish", "sigmoid", "swish", "tanh"), _activation),
}
