"""The deconvolutional network."""

from __future__ import annotations

from convscope.attribution.maps import strongest
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.graph import DECONVNET


@method(
    "deconvnet",
    family="gradient",
    source="Zeiler and Fergus 2014, arXiv:1311.2901",
    drawn="relief",
    needs_rectifiers=True,
)
def deconvnet(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """The gradient with a ReLU applied to it at each rectifier of the network.

    Formula, the backward rule of each rectifier with output y and incoming gradient g:

        R = g * (g > 0)

    All other operations pass their gradient.  ReLU6 counts as a rectifier.

    Use: to see which pattern a unit of an early or middle layer responds to, as its authors did; not to tell
    classes apart.
    Shapes: channels (N, C, rows, columns); values (N, rows, columns) the strongest channel with its sign.
    Cost: one forward and one backward pass.
    Limits: ignores which units the photo left inactive; clearest in networks with max pooling.
    """
    _, _, gradients = probe.gradients(probe.inputs, rules=DECONVNET)
    return Maps(strongest(gradients), gradients)
