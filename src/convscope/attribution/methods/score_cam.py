"""Score-CAM."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.attribution.maps import enlarged
from convscope.attribution.method import Maps, Options, method
from convscope.attribution.probe import Probe


@method(
    "score-cam",
    family="class activation map",
    source="Wang, Wang, Du, Yang, Zhang, Ding, Mardziel and Hu 2020, arXiv:1910.01279",
    scale="positive",
    uses_layer=True,
    points_everywhere=True,
)
def score_cam(probe: Probe, options: Options) -> Maps:  # noqa: ARG001  # it has none
    """Where channels are active that keep the score high when the photo is masked with them.

    Formula, with the layer's channels A[k], the photo x, the objective S, and H[k] = A[k] enlarged to the photo's
    size (bilinear) and scaled to 0 ... 1:

        w = softmax over k of S(x * H[k])        L = sum over k of w[k] A[k]

    The paper takes S(x * H[k]) - S(baseline), which the softmax makes the same.  It shows max(L, 0); here L keeps
    its sign and the picture's scale is ``positive``.

    Use: where gradients are noisy and time allows; a check of Grad-CAM without gradients.
    Shapes: values (N, rows, columns) of the layer.
    Cost: one forward pass, one for each channel that is not constant, and one with the empty mask that all the
    constant ones share.  Masks are made when they are used: memory does not grow with the number of channels.
    Limits: slow for layers of many channels; a photo under a soft mask is unlike what the network was trained on.
    """
    activations, extents = probe.activations(), probe.inputs.shape[2:]
    photos, channels = activations.shape[:2]
    flat = activations.flatten(2)
    row_of, channel_of = torch.nonzero(flat.amax(2) > flat.amin(2), as_tuple=True)

    def make(part: slice) -> Tensor:
        rows, which = row_of[part], channel_of[part]
        masks = scaled_masks(activations[rows, which][:, None], extents)
        empty = masks.new_zeros(len(owners[part]) - len(rows), *masks.shape[1:])
        return probe.inputs[owners[part]] * torch.cat([masks, empty])

    owners = torch.cat([row_of, torch.arange(photos, device=row_of.device)]).cpu()
    scores = probe.scores_of(make, owners)
    by_channel = scores[len(row_of) :, None].repeat(1, channels)
    by_channel[row_of, channel_of] = scores[: len(row_of)]
    weights = by_channel.softmax(1)
    return Maps((weights.reshape(*weights.shape, *[1] * (activations.dim() - 2)) * activations).sum(1))


def scaled_masks(maps: Tensor, extents: torch.Size) -> Tensor:
    """Maps (B, 1, ...) that are not constant, in the photo's extents and from 0 to 1."""
    large = enlarged(maps, extents)
    axes = tuple(range(1, large.dim()))
    low, high = large.amin(axes, keepdim=True), large.amax(axes, keepdim=True)
    return (large - low) / (high - low)
