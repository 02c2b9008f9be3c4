"""Grad-CAM."""

from __future__ import annotations

from convscope.attribution.maps import spatial_mean
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "grad-cam",
    family="class activation map",
    source="Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra 2017, arXiv:1610.02391",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
    linear=True,
)
def grad_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Where channels that raise the score are active.

    Formula, with the layer's channels A[k], the objective S and the mean over positions:

        w[k] = mean of dS / dA[k]        L = sum over k of w[k] A[k]

    The paper shows max(L, 0); here L keeps its sign and the picture's scale is ``positive``.

    Use: first.  It is quick, tells classes apart and passes the sanity checks; it shows which object, not which
    edge.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and a backward pass that ends at the layer.
    Limits: coarse; the mean over positions can point beside the evidence (HiResCAM avoids it).
    """
    activations, gradients = probe.at_layer(probe.inputs)
    weights = spatial_mean(gradients)
    return Maps((weights * activations).sum(1))
