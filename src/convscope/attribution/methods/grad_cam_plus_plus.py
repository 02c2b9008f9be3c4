"""Grad-CAM++."""

from __future__ import annotations

import torch

from convscope.attribution.maps import spatial_sum
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe

EPSILON = 1e-6


@method(
    "grad-cam++",
    family="class activation map",
    source="Chattopadhay, Sarkar, Howlader and Balasubramanian 2018, arXiv:1710.11063",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
)
def grad_cam_plus_plus(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Grad-CAM with weighted positions, so that several objects of a class all show.

    Formula, with the layer's channels A[k], g[k] = dS / dA[k], for the score exp(S):

        a[k] = g[k]^2 / (2 g[k]^2 + (sum of A[k] over positions) g[k]^3 + epsilon)
        w[k] = sum over positions of a[k] max(g[k], 0)        L = sum over k of w[k] A[k]

    Use: when several objects of the class are in the photo and Grad-CAM shows one.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and a backward pass that ends at the layer.
    Limits: the weights are ratios of powers of the gradient, so that a small change can reverse them.
    """
    activations, gradients = probe.at_layer(probe.inputs)
    squares = gradients.square()
    ratios = squares / (2 * squares + spatial_sum(activations) * squares * gradients + EPSILON)
    ratios = torch.where(gradients != 0, ratios, 0)
    weights = spatial_sum(ratios * gradients.clamp(min=0))
    return Maps((weights * activations).sum(1))
