"""A network whose score is the photo's mean, so that every metric can be worked out by hand."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.images import Preprocessing
from convscope.network import Network
from convscope.objectives import class_score
from convscope.trust import Candidate, Case

PLACES = 8
MakeCase = Callable[..., Case]


class Mean(nn.Module):
    """Scores (N, 2): the mean of the photo, and the constant zero."""

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((1, 2, 3))
        return torch.stack([mean, mean * 0], 1)


def mean_network(channels: int = 1) -> Network:
    """Grey is 0 for it, as is the mean colour."""
    preprocessing = Preprocessing(
        size=(PLACES, PLACES),
        resize=PLACES,
        interpolation="bilinear",
        mean=(0.5,) * channels,
        std=(0.5,) * channels,
    )
    return Network(Mean(), preprocessing=preprocessing, labels=("bright", "nothing"), name="mean")


@pytest.fixture
def bright_half() -> Tensor:
    """A photo whose left half is one and whose right half is zero."""
    photo = torch.zeros(1, PLACES, PLACES)
    photo[..., : PLACES // 2] = 1
    return photo


@pytest.fixture
def make_case() -> MakeCase:
    """A case of the mean network: a photo and maps, given as tensors or as candidates."""

    def make(photo: Tensor, *maps: Tensor | Candidate, **more: Any) -> Case:
        candidates = tuple(
            each if isinstance(each, Candidate) else Candidate(f"map {place}", each)
            for place, each in enumerate(maps)
        )
        objective = class_score(0)
        return Case(mean_network(len(photo)), photo, objective, objective, candidates, **more)

    return make
