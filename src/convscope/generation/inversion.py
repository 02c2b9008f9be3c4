"""The code whose picture is nearest to a photo."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.generation.chance import noise_of
from convscope.graph import evaluate, gradient
from convscope.images import Photo
from convscope.network import Network
from convscope.network.generators import on_scale_of_one
from convscope.progress import Progress

# Descents that begin at codes of their own, in each class, and their steps.
_STARTS, _STEPS, _RATE = 4, 150, 0.1
# What a code's numbers cost beside the error of the pixels: codes that are unlike drawn ones are not read well.
_PRIOR = 1e-3


def nearest_code(
    network: Network, photo: Photo, classes: Sequence[int | None], seed: int, progress: Progress
) -> tuple[Tensor, int | None]:
    """The code, of the shape of the network's first input, and the class of the picture nearest to a photo.

    Adam descends the mean squared error of the pixels plus 0.001 mean(code^2) from several codes in each class.

    Args:
        network: reads codes.
        photo: seen in the size and the colours of the network's pictures.
        classes: indices of those that it may be of, None for any.
        seed: of the codes at which the descents begin.
        progress: told how many steps are done.

    Raises:
        Cancelled: somebody asked to stop.

    Source: Zhu, Krähenbühl, Shechtman and Efros 2016, "Generative visual manipulation on the natural image manifold",
    arXiv:1609.03552.
    """
    graph, choices = network.graph(), list(dict.fromkeys(classes))
    code_node, class_node = graph.inputs
    begun = noise_of(seed, range(_STARTS), network.input_shape)
    codes = begun.repeat(len(choices), *[1] * (begun.dim() - 1))
    shares = torch.zeros(len(codes), len(network.labels))
    for place, index in enumerate(choices):
        if index is not None:
            shares[place * _STARTS : (place + 1) * _STARTS, index] = 1
    made = evaluate(graph, {code_node: codes, class_node: shares}, [graph.output])[graph.output]
    wanted = on_scale_of_one(tuple(made.shape[1:])).apply(photo)
    adam = torch.optim.Adam([codes], lr=_RATE)
    best = torch.full((len(codes),), torch.inf)
    found = codes.clone()
    for step in range(_STEPS):
        now = gradient(
            graph,
            {code_node: codes, class_node: shares},
            [graph.output],
            lambda values: (values[graph.output] - wanted).square().flatten(1).mean(1),
            [code_node],
        )
        costs = now.scores + _PRIOR * codes.square().flatten(1).mean(1)
        is_better = costs < best
        best, found[is_better] = torch.where(is_better, costs, best), codes[is_better]
        codes.grad = now.gradients[code_node] + 2 * _PRIOR * codes / codes[0].numel()
        adam.step()
        progress.step(step + 1, _STEPS, what="looking for the code")
        progress.check()
    row = int(best.argmin())
    return found[row], choices[row // _STARTS]
