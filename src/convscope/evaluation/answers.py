"""A network's outputs for labelled photos, from which all figures are computed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import NDArray

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Answers:
    """A network's outputs for labelled photos.

    Attributes:
        photos: (N) paths.
        truth: (N,) the index of each photo's class.
        logits: (N, classes) the network's scores.
        features: (N, D) inputs of its last layer with weights.
        classes: (classes) their names.
    """

    photos: tuple[str, ...]
    truth: Rows
    logits: NDArray[np.float32] = field(repr=False)
    features: NDArray[np.float32] = field(repr=False)
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.truth)

    @cached_property
    def log_probabilities(self) -> NDArray[np.float64]:
        """(N, classes) logarithms of the softmax of the scores."""
        found: NDArray[np.float64] = scipy.special.log_softmax(self.logits.astype(np.float64), axis=1)
        return found

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """(N, classes) the softmax of the scores."""
        return np.exp(self.log_probabilities)

    @cached_property
    def predicted(self) -> Rows:
        """(N,) the most probable class."""
        best: Rows = self.logits.argmax(axis=1)
        return best

    @cached_property
    def correct(self) -> NDArray[np.bool_]:
        """(N,) whether the most probable class is the true one."""
        right: NDArray[np.bool_] = self.predicted == self.truth
        return right

    @cached_property
    def confidences(self) -> NDArray[np.float64]:
        """(N,) the probability of the most probable class."""
        found: NDArray[np.float64] = self.probabilities.max(axis=1)
        return found

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """(N,) cross-entropy: minus the logarithm of the true class's probability."""
        found: NDArray[np.float64] = -self.log_probabilities[np.arange(len(self)), self.truth]
        return found

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Answers:
        """The outputs for some of the photos."""
        places = np.arange(len(self))[rows]
        return replace(
            self,
            photos=tuple(self.photos[place] for place in places),
            truth=self.truth[places],
            logits=self.logits[places],
            features=self.features[places],
        )
