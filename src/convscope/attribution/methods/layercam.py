"""LayerCAM."""

from __future__ import annotations

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "layercam",
    family="class activation map",
    source="Jiang, Zhang, Hou, Cheng and Wei 2021, doi:10.1109/TIP.2021.3089943",
    scale="positive",
    uses_layer=True,
)
def layercam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Where the layer is active and the score would rise with it.

    Formula, with the layer's channels A[k] and the objective S:

        L = sum over k of max(dS / dA[k], 0) A[k]

    Use: by earlier layers than the last, where Grad-CAM fails, for finer maps; several layers can be fused.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and a backward pass that ends at the layer.
    Limits: shows positive evidence only; made for earlier layers, where it is finer.
    """
    activations, gradients = probe.at_layer(probe.inputs)
    return Maps((gradients.clamp(min=0) * activations).sum(1))
