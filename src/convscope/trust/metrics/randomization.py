"""Weight randomization: the sanity check of weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from convscope.attribution import Options
from convscope.network import Network
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.randomized import parameter_layers, randomized
from convscope.trust.similarity import Similarity, likeness


class RandomizationOptions(Options):
    """Options of the weight randomization."""

    kind: Literal["cascading", "independent"] = Field(
        "cascading", description="Randomize all layers from the output on, or one at a time."
    )
    levels: int = Field(
        5,
        ge=2,
        le=1_000,
        description="Depths at which maps are compared, from the output layer to the first.",
    )
    similarity: Similarity = Field("rank", description="How maps are compared.")


@metric(
    "randomization",
    kind="sanity",
    better="lower",
    source="Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim 2018, arXiv:1810.03292",
    options=RandomizationOptions,
)
def randomization(case: Case, options: RandomizationOptions) -> Sequence[Score]:
    """Similarity of the map to the map of the same network with random weights.

    Formula, with the map M of the photo, layers d[1] (the output), ..., d[levels] (the first) evenly spread, and
    the network whose layers from the output to d[k] (``independent``: whose layer d[k] alone) are random:

        mean over k of similarity(|M of the network|, |M of the random network|)

    where similarity is Spearman's rank correlation, or the structural similarity.  The random weights are normal,
    with each tensor's own mean and deviation.

    Range: about 0 where the map depends on what was learned; near 1 where it does not.
    Cost: ``levels`` times what the method costs.
    Limits: some similarity comes from the photo: its edges show in every gradient.
    """
    networks = case.shared(f"randomized {options.kind} {options.levels}", lambda: _networks(case, options))
    found = []
    for candidate in case.candidates:
        if candidate.again is None:
            found.append(Score(None))
            continue
        maps = [candidate.again(network, case.photo[None], case.objective)[0] for network in networks]
        curve = tuple(likeness(candidate.values, changed, options.similarity) for changed in maps)
        found.append(Score(float(np.mean(curve)), curve))
    return found


def _networks(case: Case, options: RandomizationOptions) -> list[Network]:
    layers = parameter_layers(case.network.graph(tuple(case.photo.shape)))
    if not layers:
        return []
    ends = np.unique(np.linspace(1, len(layers), min(options.levels, len(layers))).round().astype(int))
    cascading = options.kind == "cascading"
    return [
        randomized(case.network, frozenset().union(*layers[0 if cascading else end - 1 : end]), case.seed)
        for end in ends
    ]
