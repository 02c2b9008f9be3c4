"""Where an element comes from: the elements that an operation reads for it, one of each operand."""

from __future__ import annotations

from math import prod

import torch
from torch import Tensor

from convscope.graph.element.step import Index
from convscope.graph.element.windows import pads_constant
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, Node


def operands_at(graph: Graph, node: Node, index: Index) -> list[tuple[Node, Index]] | None:
    """The elements that an elementwise or moving operation computes one of its elements from.

    Returns:
        Each read node that depends on the input, with the element, and none for what lies in a padding;
        None for operations that read more than one element of an operand.
    """
    moving = [read for read in node.inputs if read not in graph.constants and read.operation != BATCH_SIZE]
    if not all(read.has_batch for read in moving):
        return None
    if pads_constant(node):
        return _inside_padding(node, index)
    if node.kind.arithmetic == "moved" and len(moving) == len(node.inputs) - _sizes(node):
        return [_source_of(node, moving, index)]
    if node.kind.is_pointwise:
        return [(read, broadcast(index, read.shape[1:])) for read in moving]
    return None


def broadcast(index: Index, shape: tuple[int | None, ...]) -> Index:
    """An element's index in an operand of another shape: aligned at the last axis, 0 where there is one."""
    last = index[len(index) - len(shape) :] if shape else ()
    return tuple(0 if size == 1 else place for place, size in zip(last, shape, strict=True))


def _sizes(node: Node) -> int:
    return sum(read.operation == BATCH_SIZE for read in node.inputs)


def _inside_padding(node: Node, index: Index) -> list[tuple[Node, Index]]:
    source, pad = node.argument("self"), node.argument("pad")
    before = [0] * len(index)
    before[len(index) - len(pad) // 2 :] = pad[-2::-2]
    at = tuple(place - more for place, more in zip(index, before, strict=True))
    inside = all(0 <= place < size for place, size in zip(at, source.shape[1:], strict=True))
    return [(source, at)] if inside else []


def _source_of(node: Node, moving: list[Node], index: Index) -> tuple[Node, Index]:
    """Move numbers that count the elements of all operands, and see which arrives."""
    counted: dict[Node, Tensor] = {}
    first = 0
    for read in moving:
        shape = (1, *(size for size in read.shape[1:] if size is not None))
        counted[read] = torch.arange(first, first + prod(shape), dtype=torch.float64).reshape(shape)
        first += prod(shape)
    replaced = {**dict.fromkeys(node.inputs, 1), **counted}
    moved = node.compute(replaced.__getitem__)
    number = int(moved[0][index])
    for read, numbers in counted.items():
        offset = number - int(numbers.flatten()[0])
        if 0 <= offset < numbers.numel():
            place = torch.unravel_index(torch.tensor(offset), numbers.shape)
            return read, tuple(int(axis) for axis in place[1:])
    raise AssertionError(f"{node} makes element {index} from none of its operands")
