"""DeepLIFT."""

from __future__ import annotations

from pydantic import Field

from convscope.attribution.baseline import Baseline, baseline_of
from convscope.attribution.maps import total
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe, gradients_beside
from convscope.attribution.rules.deeplift import deeplift_rules


class DeepLiftOptions(Options):
    """Options of DeepLIFT."""

    baseline: Baseline = Field("mean", description="The reference that the photo is compared with.")


@method(
    "deeplift",
    family="gradient",
    source="Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685",
    options=DeepLiftOptions,
    linear=True,
)
def deeplift(probe: Probe, options: DeepLiftOptions) -> Maps:
    """Contribution of each pixel compared with a reference, from finite slopes instead of gradients.

    Formula, with the photo x and the reference r, and the backward pass in which every activation y = f(u)
    passes back its slope in place of its derivative (the rescale rule):

        A = (x - r) m        m for an activation = (f(u of x) - f(u of r)) / (u of x - u of r)

    Where two values meet in one operation, such as a product, and in max pooling, each gets its Shapley value, so
    that an activation is passed by its slope in whatever operations it is written.  All pixels together add up to
    S(x) - S(r); the fact ``completeness_gap`` is the difference.  Other operations across positions or channels,
    such as a softmax or layer norm, pass their derivative and leave a gap.

    Use: for signed pixels that add up to the score, at a thirtieth of the cost of integrated gradients.
    Shapes: channels (N, C, rows, columns), values (N, rows, columns) their sum over the channels.
    Cost: one forward and one backward pass for the photo and as much for the reference, and one forward pass.
    Limits: depends on the baseline; two networks that compute the same may be explained differently.
    """
    inputs = probe.inputs
    baseline = baseline_of(options.baseline, inputs, probe.network.preprocessing)
    rules = deeplift_rules(probe.graph)
    scores, multipliers = gradients_beside(probe, baseline, rules, copies=3)
    channels = (inputs - baseline) * multipliers
    gap = (channels.flatten(1).sum(1) - (scores - probe.scores(baseline))).abs()
    return Maps(total(channels), channels, {"completeness_gap": gap})
