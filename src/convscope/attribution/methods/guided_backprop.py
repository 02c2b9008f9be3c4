"""Guided backpropagation."""

from __future__ import annotations

from convscope.attribution.maps import strongest
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe
from convscope.graph import GUIDED


@method(
    "guided-backprop",
    family="gradient",
    source="Springenberg, Dosovitskiy, Brox and Riedmiller 2015, arXiv:1412.6806",
    drawn="relief",
    needs_rectifiers=True,
)
def guided_backprop(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """The gradient passed only through active units, and only where it is positive.

    Formula, the backward rule of each rectifier with output y and incoming gradient g:

        R = g * (0 < y) * (g > 0)

    All other operations pass their gradient.  ReLU6 counts as a rectifier.

    Use: to see the fine structure that a unit responds to.  Not to explain a class: it hardly depends on the
    weights above.
    Shapes: channels (N, C, rows, columns); values (N, rows, columns) the strongest channel with its sign.
    Cost: one forward and one backward pass.
    Limits: looks sharp because it partly reconstructs the photo; hardly depends on the class or on the
    later weights, so that it fails the randomization check (Adebayo et al. 2018, arXiv:1810.03292).
    """
    _, _, gradients = probe.gradients(probe.inputs, rules=GUIDED)
    return Maps(strongest(gradients), gradients)
