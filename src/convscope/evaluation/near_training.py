"""Made pictures beside the training pictures that are nearest to them: whether they are copies."""

from __future__ import annotations

import numpy as np
import torch

from convscope.evaluation.generator_evaluation import NearTraining
from convscope.evaluation.seen_pictures import SeenPictures
from convscope.generation import Generated

NEARNESS = "distance to training pictures"
# Pairs that are shown.
_SHOWN = 24


def nearest_training(
    mine: SeenPictures, real: SeenPictures, training: SeenPictures, made: Generated
) -> tuple[tuple[NearTraining, ...], dict[str, float]]:
    """The made pictures nearest to a training picture, and how near they usually are.

    Distances are Euclidean, of features, in units of the median distance between a real picture that nobody trained
    on and the nearest of training: made pictures that are new are about as far, 1, and copies are at 0.

    Args:
        mine: made pictures.
        real: that nobody trained on.
        training: pictures; where there are none, nothing is found.
        made: the made pictures themselves.

    Returns:
        The nearest, the nearest first, and the median of all by its name.
    """
    if not len(training):
        return (), {}
    there = torch.from_numpy(training.features)
    distances, places = torch.cdist(torch.from_numpy(mine.features), there).min(1)
    usual = torch.cdist(torch.from_numpy(real.features), there).min(1).values.median().clamp_min(1e-6)
    relative = (distances / usual).numpy()
    pictures = made.pictures
    found = tuple(
        NearTraining(
            pictures[row],
            made.classes[row],
            training.photos[places[row]].to_pil(),
            training.photos[places[row]].name,
            float(relative[row]),
        )
        for row in np.argsort(relative, kind="stable")[:_SHOWN].tolist()
    )
    return found, {NEARNESS: float(np.median(relative))}
