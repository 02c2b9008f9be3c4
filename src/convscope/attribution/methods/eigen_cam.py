"""Eigen-CAM."""

from __future__ import annotations

from convscope.attribution.maps import principal_map
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "eigen-cam",
    family="class activation map",
    source="Muhammad and Yeasin 2020, arXiv:2008.00299",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
)
def eigen_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """First principal component of a layer's activations, whatever the class.

    Formula, with the layer's values as a matrix A of positions x channels, centred over the positions, and its
    first right singular vector v:

        L = (A - mean of A over positions) v

    The sign of v is arbitrary; here it is chosen so that L correlates with the magnitude of the activations: the
    sum over positions of L |A| is positive.

    Use: to see where a layer responds most before asking about a class; its map is the same for every class.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass that ends at the layer, and a singular value decomposition for each photo.
    Limits: does not depend on the objective.
    """
    activations = probe.activations()
    return Maps(principal_map(activations, grows_with=activations.abs().sum(1)))
