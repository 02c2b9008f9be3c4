"""Saliency."""

from __future__ import annotations

from pydantic import Field

from convscope.attribution.maps import strongest
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


class SaliencyOptions(Options):
    """Options of saliency."""

    signed: bool = Field(False, description="Keep the sign of the strongest channel's gradient.")


@method(
    "saliency",
    family="gradient",
    source="Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034",
    drawn="brightness",
    options=SaliencyOptions,
    linear=True,
)
def saliency(probe: Probe, options: SaliencyOptions) -> Maps:
    """How strongly the score responds to a small change of each pixel.

    Formula, with the objective S, the photo x and its channels c:

        M[row, column] = max over c of |dS / dx[c, row, column]|

    With ``signed`` it is the same gradient with its sign.

    Use: as the simplest method: it shows the pixels to which the score is sensitive.  Good seeds for a mask.
    Shapes: values (N, rows, columns), channels (N, C, rows, columns) hold the gradient itself.
    Cost: one forward and one backward pass.
    Limits: noisy; sensitivity is not contribution.
    """
    _, _, gradients = probe.gradients(probe.inputs)
    values = strongest(gradients)
    return Maps(values if options.signed else values.abs(), gradients)
