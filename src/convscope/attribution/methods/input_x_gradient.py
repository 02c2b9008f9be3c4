"""Input x gradient."""

from __future__ import annotations

from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "input-x-gradient",
    family="gradient",
    source="Shrikumar, Greenside, Shcherbina and Kundaje 2016, arXiv:1605.01713",
    linear=True,
)
def input_x_gradient(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Contribution of each pixel to the score if the network were linear.

    Formula, with the objective S and the photo x as the network takes it (normalised):

        A[c, row, column] = x[c, row, column] dS / dx[c, row, column]

    Use: as a quick first look at signed pixels; in networks of ReLUs without biases they add up to the score.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: one forward and one backward pass.
    Limits: zero wherever the normalised photo is zero, whatever the network does there.
    """
    _, _, gradients = probe.gradients(probe.inputs)
    channels = probe.inputs.to(gradients) * gradients
    return Maps(total(channels), channels)
