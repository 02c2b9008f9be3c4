"""Temperature scaling: one number that calibrates a network's probabilities."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

# Scores without information have an infinite best temperature; with almost no error it is near zero.
LIMITS = (0.05, 20.0)


def fit_temperature(logits: NDArray[np.floating], truth: NDArray[np.intp]) -> float:
    """The temperature T for which the softmax of ``logits / T`` has the least cross-entropy.

    The cross-entropy is convex in 1/T; L-BFGS finds its minimum.  No prediction changes, only the confidence.

    Source: Guo et al. 2017, "On calibration of modern neural networks", arXiv:1706.04599.

    Args:
        logits: (N, classes), of photos that the network was not trained on.
        truth: (N,) indices of the true classes.

    Returns:
        T within `LIMITS`; above 1 the network was overconfident, below 1 underconfident.  1 where every photo is
        classified correctly: then there is nothing to fit.
    """
    if (np.asarray(logits).argmax(axis=1) == truth).all():
        return 1.0
    scores = torch.from_numpy(np.asarray(logits, dtype=np.float64))
    classes = torch.from_numpy(np.asarray(truth, dtype=np.int64))
    inverse = torch.ones((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([inverse], max_iter=100, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(scores * inverse, classes)
        torch.autograd.backward(loss)
        return loss

    with torch.enable_grad():
        optimizer.step(closure)  # type: ignore[no-untyped-call]
    low, high = LIMITS
    return float(np.clip(1 / max(inverse.item(), 1 / high), low, high))


def scaled_out_of_sample(
    logits: NDArray[np.floating], truth: NDArray[np.intp], *, folds: int = 5, seed: int = 0
) -> NDArray[np.float64]:
    """Logits (N, classes), each divided by a temperature that was fitted to the photos of the other folds.

    Figures of them tell how well temperature scaling does on photos that it was not fitted to.
    """
    fold = np.random.default_rng(seed).permutation(len(truth)) % folds
    scaled = np.array(logits, dtype=np.float64)
    for number in range(min(folds, len(truth))):
        others = fold != number
        if others.any():
            scaled[~others] /= fit_temperature(logits[others], truth[others])
    return scaled
