"""Whether a network keeps the examples of a batch apart: what each gives together is what it gives alone."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.errors import TraceError
from convscope.graph.forward.evaluation import evaluate
from convscope.graph.graph import Graph
from convscope.graph.node import Node

# Of different means and spreads, so that what one example takes from another shows; two are alike, since a softmax
# over the batch takes nothing from what is far.
_MEANS_AND_SPREADS = ((-1.0, 0.1), (1.0, 2.0), (-0.98, 0.1))
# So many steps of the number type are rounding in another order; in parts of the greatest value never less, nor more.
_ROUNDING, _LEAST, _MOST = 1e3, 1e-8, 0.1


def check_apart(graph: Graph) -> None:
    """Refuse a network that mixes the examples of a batch; those that visibly cannot are not even tried.

    Raises:
        TraceError: what it computes for one example depends on those beside it.
    """
    needed = graph.ancestors(_outputs(graph))
    suspects = [node for node in graph.nodes if node in needed and _may_mix(graph, node)]
    if suspects and graph.device.type != "meta" and not keeps_apart(graph):
        first = suspects[0]
        raise TraceError(
            f"What the network computes for one example depends on those beside it, as behind {first.operation} "
            f"({first.source or first.address}).",
            "Let it work over the axes behind the first, such as x.mean((1, 2, 3), keepdim=True) for x.mean().",
        )


@torch.no_grad()
def keeps_apart(graph: Graph) -> bool:
    """Whether random examples give together what each gives alone."""
    inputs = {node: _examples(graph, node) for node in graph.inputs}
    wanted = _outputs(graph)
    try:
        together = evaluate(graph, inputs, wanted)
        alone = [
            evaluate(graph, {node: rows[one : one + 1] for node, rows in inputs.items()}, wanted)
            for one in range(len(_MEANS_AND_SPREADS))
        ]
    except (RuntimeError, IndexError):
        return False
    pairs = [(together[node], torch.cat([values[node] for values in alone])) for node in wanted]
    return all(_are_equal(a, b) or _are_equal(_in_order(a), _in_order(b)) for a, b in pairs)


def _outputs(graph: Graph) -> list[Node]:
    """Those of each example; one value for all of them, such as a loss, is told by nobody to be an example's."""
    return [node for node in dict.fromkeys(graph.outputs.values()) if node.has_batch]


def _may_mix(graph: Graph, node: Node) -> bool:
    """Whether examples could meet in a node: it works along the batch or folds it, or nobody knows what it does."""
    reads = [read for read in node.inputs if read.has_batch]
    if node in graph.constants or not reads:
        return False
    return _folds(graph, node) or node.kind.name == "unknown" or _works_along_the_batch(node, reads[0])


def _folds(graph: Graph, node: Node) -> bool:
    """Whether a value, or one of several, has examples elsewhere than along its first axis."""
    values = [node]
    if not node.shape:
        users = [other for other in graph.nodes if node in other.inputs]
        if users and all(user.kind.name == "getitem" for user in users):
            values = users
    return any(
        not one.has_batch or (one.rows != 1 and not _keeps_rows(one)) or None in one.shape[1:]
        for one in values
    )


def _keeps_rows(node: Node) -> bool:
    """Whether what is folded into the first axis stays in its order, each row computed by itself."""
    kind = node.kind
    return kind.is_weighted or kind.is_pointwise or kind.arrangement in ("same", "regroups")


def _works_along_the_batch(node: Node, read: Node) -> bool:
    if node.kind.name == "permute":
        return bool(node.argument("dims")[0] != 0)
    axes: list[int] = []
    for name in ("dim", "dims"):
        if name in node.parameters:
            value = node.argument(name)
            axes += value if isinstance(value, list | tuple) else [value]
    return any(isinstance(axis, int) and axis % len(read.shape) == 0 for axis in axes)


def _examples(graph: Graph, node: Node) -> Tensor:
    kind = node.dtype or graph.dtype
    shape = tuple(1 if size is None else size for size in node.shape[1:])
    generator = torch.Generator().manual_seed(0)
    rows = [mean + spread * torch.randn(shape, generator=generator) for mean, spread in _MEANS_AND_SPREADS]
    if not kind.is_floating_point:
        # The only numbers that any table of embeddings has.
        rows = [torch.zeros(shape), torch.ones(shape), torch.zeros(shape)]
    return torch.stack(rows).to(graph.device, kind)


def _in_order(values: Tensor) -> Tensor:
    """Sorted within each example: of boxes that score alike but for rounding, any may come first."""
    return values.sort(1).values if values.dim() > 1 else values


def _are_equal(a: Tensor, b: Tensor) -> bool:
    if a.shape != b.shape:
        return False
    if not a.is_floating_point():
        return torch.equal(a, b)
    tolerance = min(max(_ROUNDING * torch.finfo(a.dtype).eps, _LEAST), _MOST)
    scale = float(b.nan_to_num().abs().max())
    return torch.allclose(a, b, rtol=0, atol=tolerance * scale, equal_nan=True)
