"""The text of a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convscope.graph.node import Node
from convscope.render.diagram.grouping import Group, reshapes, words
from convscope.render.diagram.parts import Box


def box(group: Group, parameters: Mapping[str, int], channel_axes: Mapping[Node, int]) -> Box:
    """The box of a group; ``parameters`` are those of each address, ``channel_axes`` those of each node."""
    first, last = group.nodes[0], group.nodes[-1]
    kind, title = _kind_and_title(first)
    follows = words(group)
    if len(first.scopes) and first.scopes[-1] == last.address and kind == "other" and follows:
        # A module without weights of its own, such as a local response normalisation, goes by its name.
        title, follows = last.address.rpartition(".")[2], []
    value = _last_value(group)
    return Box(
        kind=kind,
        title=title,
        detail=", ".join(follows),
        shape=_channels_first(value.shape, channel_axes.get(value, 1)),
        address=first.address if kind not in ("other", "merge") else last.address,
        parameters=sum(parameters.get(node.address, 0) for node in group.nodes),
    )


def _channels_first(shape: Sequence[int | None], channel_axis: int) -> tuple[int, ...]:
    """(C, ...) of a value's (N, ...)."""
    places = [size for axis, size in enumerate(shape) if axis not in (0, channel_axis)]
    return tuple(size for size in (*shape[channel_axis : channel_axis + 1], *places) if size is not None)


def _last_value(group: Group) -> Node:
    """The last node that computes something: flattening a map does not change its volume."""
    return next((node for node in reversed(group.nodes) if not reshapes(node)), group.nodes[0])


def _kind_and_title(node: Node) -> tuple[str, str]:
    name, title = node.operation, node.kind.title
    if name == "input":
        return "input", "input"
    if node.kind.cost == "weights at each place":
        return "conv", _convolution(node)
    if name == "linear":
        return "dense", f"dense {node.shape[-1]}"
    if node.kind.arithmetic == "pooling":
        axes = len(node.shape) - 2
        kernel = _sizes(node.argument("kernel_size"), axes)
        stride = _sizes(node.argument("stride"), axes) or kernel
        return "pool", f"{name.replace('_', ' ')} {_text(kernel)}{_over(stride)}"
    if "pool" in title:
        return "pool", title
    if name == "cat" or (node.kind.drawing == "merge" and sum(read.has_batch for read in node.inputs) > 1):
        return "merge", title
    return "other", name.replace("_", " ")


def _convolution(node: Node) -> str:
    weight, groups = node.argument("weight").shape, node.argument("groups")
    depthwise = groups > 1 and weight[1] == 1
    word = "transposed" if node.operation == "conv_transpose" else "depthwise" if depthwise else "conv"
    parts = f", {groups} groups" if groups > 1 and not depthwise else ""
    kernel = "x".join(map(str, weight[2:]))
    return f"{word} {kernel}, {node.shape[1]}{parts}{_over(_sizes(node.argument('stride'), len(weight) - 2))}"


def _over(stride: Sequence[int]) -> str:
    if set(stride) == {1}:
        return ""
    return f" /{_text(stride) if len(set(stride)) > 1 else stride[0]}"


def _text(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))


def _sizes(value: int | Sequence[int], axes: int) -> list[int]:
    """One number for each axis: PyTorch's operators also take one for all."""
    sizes = [value] if isinstance(value, int) else list(value)
    return sizes * axes if len(sizes) == 1 else sizes
