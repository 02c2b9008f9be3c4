"""Directions of codes that change pictures most."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.errors import NetworkError
from convscope.generation.chance import noise_of
from convscope.generation.drawing import drawn
from convscope.network import Network
from convscope.progress import Progress

# Pictures by which they are found; more than a code has numbers.
_PICTURES = 256


def direction(network: Network, index: int | None, number: int, progress: Progress) -> Tensor:
    """The direction (length 1) of codes along which the pictures of a class change most, or the next ones.

    Of random codes and their pictures the linear map is found that tells the pictures best from the codes; its
    singular vectors among the codes are the directions, that of the greatest singular value first.

    Args:
        network: reads codes.
        index: of the class, None for any.
        number: from 1: which of the directions.
        progress: told how many pictures are made.

    Raises:
        NetworkError: a code has not so many numbers.
        Cancelled: somebody asked to stop.

    Source: Härkönen et al. 2020, "GANSpace: discovering interpretable GAN controls", arXiv:2004.02546, with pixels in
    the place of a layer's features.
    """
    shape = network.input_shape
    numbers = torch.Size(shape).numel()
    if not 1 <= number <= numbers:
        raise NetworkError(
            f"The codes of {network.name} have {numbers} directions, got {number}.", f"Choose 1 to {numbers}."
        )
    codes = noise_of(0, range(_PICTURES), shape)
    pictures = torch.from_numpy(drawn(network, [index] * _PICTURES, codes, 1, 1.0, progress)).float()
    pixels = pictures.flatten(1) - pictures.flatten(1).mean(0)
    flat = codes.flatten(1) - codes.flatten(1).mean(0)
    told = torch.linalg.lstsq(flat, pixels).solution
    found: Tensor = torch.linalg.svd(told, full_matrices=False).U[:, number - 1]
    # Of the two signs the one whose greatest number is positive, so that it is always the same.
    return (found * found[found.abs().argmax()].sign()).reshape(shape)
