"""HiResCAM."""

from __future__ import annotations

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "hirescam",
    family="class activation map",
    source="Draelos and Carin 2021, arXiv:2011.08891",
    scale="positive",
    uses_layer=True,
    linear=True,
)
def hirescam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Contribution of each position of a layer to the score.

    Formula, with the layer's channels A[k] and the objective S:

        L = sum over k of dS / dA[k] * A[k]

    It equals Grad-CAM where the layer is followed by a global mean and a linear layer.

    Use: in place of Grad-CAM where a map must not point to positions that did not contribute: followed by a mean
    and a linear layer alone it is exact.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and a backward pass that ends at the layer.
    Limits: exact where everything after the layer is linear, else a first-order estimate.
    """
    activations, gradients = probe.at_layer(probe.inputs)
    return Maps((gradients * activations).sum(1))
