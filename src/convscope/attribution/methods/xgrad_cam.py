"""XGrad-CAM."""

from __future__ import annotations

import torch

from convscope.attribution.maps import spatial_sum
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "xgrad-cam",
    family="class activation map",
    source="Fu, Hu, Dong, Guo, Gao and Li 2020, arXiv:2008.02312",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
    linear=True,
)
def xgrad_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Grad-CAM with the gradient averaged where the channel is active.

    Formula, with the layer's channels A[k] and the objective S:

        w[k] = sum over positions of (A[k] / sum of A[k] over positions) dS / dA[k]
        L = sum over k of w[k] A[k]

    A channel whose values add up to zero has weight zero.  The map's sum is that of HiResCAM, so that where the
    rest of the network is piecewise linear without biases it adds up to the score.

    Use: in place of Grad-CAM where the weights shall follow from its two axioms; in networks without biases both
    agree.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and a backward pass that ends at the layer.
    Limits: made for layers behind a ReLU; where a channel's values cancel out, its weight is arbitrarily large.
    """
    activations, gradients = probe.at_layer(probe.inputs)
    sums = spatial_sum(activations)
    weights = spatial_sum(gradients * activations) / torch.where(sums == 0, 1, sums)
    return Maps((torch.where(sums == 0, 0, weights) * activations).sum(1))
