"""Scores whose sigmoid is a probability that a network computes in another way."""

from __future__ import annotations

from torch import Tensor

# Of all other classes together beside the most probable one: less is no number beside 1.
_LEAST = 1e-15


def logits_of_logarithms(logarithms: Tensor) -> Tensor:
    """The logits of probabilities p of which the logarithms are given: log p - log(1 - p)."""
    return logarithms - (-logarithms.expm1()).log()


def logits_of_classes(logits: Tensor) -> Tensor:
    """The logit of each class's probability among all, p = softmax(z) along the last axis.

        log(p_c / (1 - p_c)) = z_c - log(sum over all others of exp z)

    The sum over the others is the whole without the class, in double precision, as next to a class that is sure
    little is left.
    """
    exact = logits.double()
    above = exact - exact.amax(-1, keepdim=True)
    each = above.exp()
    others = (each.sum(-1, keepdim=True) - each).clamp_min(_LEAST)
    return (above - others.log()).to(logits.dtype)
