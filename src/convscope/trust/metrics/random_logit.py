"""Random logit: the sanity check of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from pydantic import Field

from convscope.attribution import Options
from convscope.objectives import class_score
from convscope.trust.case import Case
from convscope.trust.metric import Score, metric
from convscope.trust.similarity import Similarity, likeness


class RandomLogitOptions(Options):
    """Options of the random logit."""

    samples: int = Field(3, ge=1, le=1_000, description="Other classes that are explained.")
    similarity: Similarity = Field("rank", description="How maps are compared.")


@metric(
    "random-logit",
    kind="sanity",
    better="lower",
    source="Sixt, Granz and Landgraf 2020, arXiv:1912.09818",
    options=RandomLogitOptions,
)
def random_logit(case: Case, options: RandomLogitOptions) -> Sequence[Score]:
    """Similarity of the map to the maps of other classes.

    Formula, with the map M of the objective and the maps M[c] of classes c drawn at random:

        mean over c of similarity(|M|, |M[c]|)

    where similarity is Spearman's rank correlation, or the structural similarity.

    Range: about 0 where the map depends on the class; near 1 where it is the same for any class.
    Cost: ``samples`` times what the method costs.
    Limits: an object that is evidence for one class and against another rightly gives similar maps for both.
    """
    classes = len(case.network.labels)
    own = int(case.network.predictions(case.photo[None], top=1)[0][0].index)
    drawn = [index for index in torch.randperm(classes, generator=case.generator()).tolist() if index != own]
    found = []
    for candidate in case.candidates:
        if candidate.again is None:
            found.append(Score(None))
            continue
        others = [class_score(index) for index in drawn[: options.samples]]
        maps = [candidate.again(case.network, case.photo[None], other)[0] for other in others]
        curve = tuple(likeness(candidate.values, other, options.similarity) for other in maps)
        found.append(Score(float(np.mean(curve)), curve))
    return found
