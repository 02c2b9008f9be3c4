"""Features of a frozen network, computed once: then its head trains in seconds."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from convscope.datasets.pictures import Pictures
from convscope.graph import Graph, Node, evaluate
from convscope.graph.forward.chunks import chunk_size, in_chunks
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.progress import Progress

View = Callable[[Tensor], Tensor]
# A head learns from each training picture and from its mirror image.
VIEWS: tuple[View, ...] = (lambda inputs: inputs, lambda inputs: inputs.flip(-1))


def compute_features(
    network: Network,
    node: Node,
    pictures: Pictures,
    preprocessing: Preprocessing,
    *,
    views: tuple[View, ...],
    progress: Progress,
    what: str = "features",
) -> Tensor:
    """Features of decoded pictures, (N, views, F): the values of a node of the network's graph.

    Args:
        network: frozen.
        node: whose values are the features; nothing behind it is computed.
        pictures: decoded.
        preprocessing: whose normalisation they get.
        views: of each picture.
        progress: told how many pictures are done.
        what: the name of this phase in the progress.

    Raises:
        Cancelled: somebody asked to stop.
    """
    graph = network.graph()
    size = min(chunk_size(graph, keeps_values=False), 64)

    def run(part: slice) -> Tensor:
        pixels = pictures.take(range(len(pictures))[part])
        inputs = preprocessing.from_display(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255)
        with torch.no_grad():
            seen = [_at(graph, node, view(inputs)) for view in views]
        progress.step(min(part.stop, len(pictures)), len(pictures), what=what)
        progress.check()
        return torch.stack(seen, 1)

    return torch.cat(in_chunks(run, len(pictures), size))


def _at(graph: Graph, node: Node, inputs: Tensor) -> Tensor:
    return evaluate(graph, {graph.input: inputs}, [node])[node].float().cpu()


class StandardizedHead(nn.Module):
    """A linear layer on features of mean 0 and deviation 1, on which every direction is learned alike.

    `folded` gives the weights of the plain linear layer that computes the same on the features themselves.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, features: Tensor, outputs: int) -> None:
        """Standardize by training features (..., F)."""
        super().__init__()
        rows = features.reshape(-1, features.shape[-1])
        self.register_buffer("mean", rows.mean(0))
        self.register_buffer("scale", 1 / rows.std(0).clamp_min(1e-4))
        self.linear = nn.Linear(rows.shape[1], outputs)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, features: Tensor) -> Tensor:
        """Scores (N, outputs) of features (N, F)."""
        scores: Tensor = self.linear((features - self.mean) * self.scale)
        return scores

    @torch.no_grad()
    def folded(self) -> tuple[Tensor, Tensor]:
        """Weight (outputs, F) and bias (outputs,): W' = W / deviation, b' = b - W' mean."""
        weight = self.linear.weight * self.scale
        return weight, self.linear.bias - weight @ self.mean
