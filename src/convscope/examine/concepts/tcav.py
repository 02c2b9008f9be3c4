"""TCAV: whether a class's score grows along a concept that a user shows by photos."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ConceptError
from convscope.examine.concepts.concept_layer import ConceptLayer, Maps
from convscope.examine.concepts.named import Answer, answering_units
from convscope.examine.concepts.removal import falls
from convscope.examine.concepts.sensitivity import derivatives
from convscope.extras import extra
from convscope.trust.holm import holm

# Of one folder of random photos so many parts are made.
PARTS = 10
_FEWEST_PHOTOS, _FEWEST_SETS = 5, 3
_FOLDS = 3


@dataclass(frozen=True)
class TestedConcept:
    """A concept that a user showed, and whether a class's score grows along it.

    Attributes:
        name: of the concept.
        score: TCAV score: share of the class's photos on which the score grows along it, the mean over runs.
        scores: of each run, against one set of random photos.
        random: mean TCAV score of random photos against random photos.
        p: of the two-sided test that both are alike.
        p_adjusted: by Holm, for the concepts that were tested together.
        accuracy: share of photos that the vectors tell right from random ones, photos that they were not made from.
        fall: by how much the class's score falls, the mean over photos, when the mean direction is removed.
        units: those that answer to the concept best.
        direction: (C,) mean of the runs' vectors, of length 1.
    """

    name: str
    score: float
    scores: tuple[float, ...]
    random: float
    p: float
    p_adjusted: float
    accuracy: float
    fall: float
    units: tuple[Answer, ...]
    direction: NDArray[np.float64] = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The concept in plain values."""
        return {
            **vars(self),
            "units": [vars(one) for one in self.units],
            "direction": self.direction.tolist(),
        }


def tcav(
    layer: ConceptLayer, maps: Maps, concepts: Mapping[str, Maps], random: Sequence[Maps], seed: int = 0
) -> tuple[TestedConcept, ...]:
    """Test concepts against random photos.

    A concept activation vector is the normal of the plane by which logistic regression tells a concept's photos from
    random ones, by the means of the layer's units over the places.  The TCAV score is the share of the class's photos
    on which the derivative of its score along the vector is positive.  Each concept gets a vector for each random
    set; each two random sets one that stands for no concept.  Welch's two-sided t-test says whether the scores of the
    two kinds have different means; p-values are adjusted by Holm's method.

    Args:
        layer: and the class.
        maps: (N, C, rows, columns) of the class's photos.
        concepts: (M, C) means of each concept's photos.
        random: at least three sets (M, C) of means of random photos.
        seed: of the division into folds.

    Raises:
        ConceptError: there are too few sets or photos.

    Source: Kim et al. 2018, Interpretability beyond feature attribution: quantitative testing with concept activation
    vectors; Holm 1979.
    """
    if len(random) < _FEWEST_SETS:
        raise ConceptError(
            f"A test needs {_FEWEST_SETS} sets of random photos or more, got {len(random)}.",
            "Name more random folders, or one with 50 photos, which is divided.",
        )
    for name, means in [*concepts.items(), *((f"random set {n + 1}", one) for n, one in enumerate(random))]:
        if len(means) < _FEWEST_PHOTOS:
            raise ConceptError(
                f"{name} has {len(means)} photos that can be read, and a concept needs {_FEWEST_PHOTOS}.",
                "Give more photos.",
            )
    none = np.array([_vector(a, b) for a, b in combinations(random, 2)])
    of_none = tcav_scores(derivatives(layer, maps, none))
    tested = []
    for name, means in concepts.items():
        vectors = np.array([_vector(means, one) for one in random])
        scores = tcav_scores(derivatives(layer, maps, vectors))
        direction = vectors.mean(0)
        direction /= np.linalg.norm(direction)
        tested.append(
            TestedConcept(
                name=name,
                score=float(scores.mean()),
                scores=tuple(scores.tolist()),
                random=float(of_none.mean()),
                p=two_sided(scores, of_none),
                p_adjusted=1.0,
                accuracy=float(np.mean([_accuracy(means, one, seed) for one in random])),
                fall=float(falls(layer, maps, direction)[layer.index]),
                units=answering_units(means, np.concatenate(random)),
                direction=direction,
            )
        )
    adjusted = holm([one.p for one in tested])
    return tuple(
        TestedConcept(**{**vars(one), "p_adjusted": float(p)})
        for one, p in zip(tested, adjusted, strict=True)
    )


def divided(means: Maps, parts: int = PARTS, seed: int = 0) -> list[Maps]:
    """Means (M, C) of one folder's photos as so many sets of random ones."""
    order = np.random.default_rng(seed).permutation(len(means))
    return [means[part] for part in np.array_split(order, parts)]


def tcav_scores(along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share (K,) of photos whose derivative (N, K) along a vector is positive."""
    found: NDArray[np.float64] = (along > 0).mean(0)
    return found


def two_sided(scores: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Welch's p-value that two samples have one mean; where neither varies, 1 if they are equal and else 0."""
    from scipy.stats import ttest_ind

    if scores.std() == 0 and others.std() == 0:
        return float(scores[0] == others[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # that one of the two does not vary
        return float(ttest_ind(scores, others, equal_var=False).pvalue)


def _vector(inside: Maps, outside: Maps) -> NDArray[np.float64]:
    model, rows, truth = _regression(inside, outside)
    found: NDArray[np.float64] = model.fit(rows, truth).coef_[0]
    return found / max(float(np.linalg.norm(found)), 1e-30)


def _accuracy(inside: Maps, outside: Maps, seed: int) -> float:
    """Share of photos told right by vectors made without them, both kinds counting alike."""
    model, rows, truth = _regression(inside, outside)
    selection = extra("sklearn.model_selection", "examine")
    folds = selection.StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    return float(selection.cross_val_score(model, rows, truth, cv=folds, scoring="balanced_accuracy").mean())


def _regression(inside: Maps, outside: Maps) -> tuple[Any, NDArray[np.floating], NDArray[np.int64]]:
    """A logistic regression to be fitted, all rows on one scale, and which of them lie inside."""
    rows = np.concatenate([inside, outside])
    scale = float(np.sqrt((rows**2).sum(1).mean())) or 1.0
    model = extra("sklearn.linear_model", "examine").LogisticRegression(
        max_iter=1000, class_weight="balanced"
    )
    truth = np.concatenate([np.ones(len(inside), np.int64), np.zeros(len(outside), np.int64)])
    return model, rows / scale, truth
