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
)
def eigen_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """What differs most between the places of a layer, whatever the class.

    Formula, with the layer's values as a matrix A of places x channels, centred over the places, and its first
    right singular vector v:

        L = (A - mean of A over places) v

    The sign of v is free; here it is the one for which L grows with the size of the activations: the sum over
    places of L |A| is positive.

    Use: to see what a layer holds on to before asking about a class; its map is the same for every class.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass that ends at the layer, and a singular value decomposition for each photo.
    Limits: does not depend on the objective.
    """
    activations = probe.activations()
    return Maps(principal_map(activations, grows_with=activations.abs().sum(1)))
