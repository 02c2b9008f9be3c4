"""Ablation-CAM."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe, TailRuns
from convscope.graph import Node, evaluate
from convscope.graph.forward.tail import Tail
from convscope.graph.shapes.channels import channels_end


@method(
    "ablation-cam",
    family="class activation map",
    source="Desai and Ramaswamy 2020, doi:10.1109/WACV45572.2020.9093360",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
)
def ablation_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Where those channels are active whose removal lowers the score.

    Formula, with the layer's channels A[k], the objective S, and S[k] the same with A[k] set to zero at all
    positions:

        w[k] = (S - S[k]) / |S|        L = sum over k of w[k] A[k]

    The paper divides by S; the magnitude keeps the sign of the map right where a score is negative.  It shows
    max(L, 0); here L keeps its sign and the picture's scale is ``positive``.

    Use: when Grad-CAM's gradients are in doubt, as where units are saturated: it measures each channel by
    removing it.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, and for each channel one from where the channels are first mixed: for the last layer
    that is the linear head alone.
    Limits: coarse; channels that stand in for each other hide each other's effect.
    """
    whole, activations, without = channel_ablations(probe)
    size = whole.abs()
    weights = (whole[:, None] - without) / torch.where(size == 0, 1, size)[:, None]
    return Maps((weights.reshape(*weights.shape, *[1] * (activations.dim() - 2)) * activations).sum(1))


def channel_ablations(probe: Probe) -> tuple[Tensor, Tensor, Tensor]:
    """The objective without each channel of the probe's layer.

    Exact: until channels are mixed, setting all of them to zero at once changes each as setting it alone does.

    Returns:
        The objectives (N,), the layer's values (N, K, ...), the objectives (N, K) with channel k set to zero.
    """
    layer = probe.layer
    axis = probe.channel_axis
    ends = channels_end(probe.graph, layer, probe.reads) if axis == 1 else (layer,)
    before = Tail(probe.graph, (layer,), ends)
    runs = TailRuns.of(probe, ends, also=[layer, *before.beside])
    first = runs.first
    activations = probe.channels_first(first[layer])
    photos, channels = activations.shape[:2]
    zeros = {layer: torch.zeros_like(first[layer])}
    off = evaluate(probe.graph, before.known(first, zeros, torch.arange(len(zeros[layer]))), ends)

    def make(part: slice) -> dict[Node, Tensor]:
        row, channel = row_of[part], channel_of[part]
        changed = {end: first[end][row] for end in ends}
        for end, value in changed.items():
            value.movedim(axis, 1)[torch.arange(len(row)), channel] = off[end].movedim(axis, 1)[row, channel]
        return changed

    row_of = torch.arange(photos).repeat_interleave(channels)
    channel_of = torch.arange(channels).repeat(photos)
    without = runs.scores(make, row_of)
    return probe.score(first), activations, without.reshape(photos, channels)
