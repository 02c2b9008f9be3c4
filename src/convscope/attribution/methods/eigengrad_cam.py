"""Eigen-Grad-CAM."""

from __future__ import annotations

from convscope.attribution.maps import principal_map
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "eigengrad-cam",
    family="class activation map",
    source="Muhammad and Yeasin 2020, arXiv:2008.00299",
    scale="positive",
    uses_layer=True,
)
def eigengrad_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """First principal component of what a layer's activations contribute to the score.

    Formula, with the layer's channels A[k], the objective S, the matrix X = A dS/dA of positions x channels, and
    the first right singular vector v of X centred over the positions:

        L = (X - mean of X over positions) v

    Eigen-CAM takes A itself.  The sign of v is arbitrary; here it is chosen so that L correlates with the
    contributions: the sum over positions of L (sum over k of X[k]) is positive.

    Use: where channels of little weight make Grad-CAM noisy: the first component keeps what the channels share.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, a backward pass that ends at the layer, and a singular value decomposition a photo.
    Limits: zero is the mean over positions, not a contribution of nothing.
    """
    activations, gradients = probe.at_layer(probe.inputs)
    adds = activations * gradients
    return Maps(principal_map(adds, grows_with=adds.sum(1)))
