"""Score-CAM by its formula, one mask after the other."""

import torch
from numpy.testing import assert_allclose
from torch import Tensor, nn
from torch.nn import functional as F

from classifiers import classifier, inputs
from convscope.attribution import Probe
from convscope.explanation import explain
from convscope.graph import evaluate
from convscope.network import Network
from convscope.objectives import class_score
from convscope.registry import find_method

SHAPE = (3, 20, 14)


def test_is_the_sum_of_channels_weighted_by_the_softmax_of_masked_scores() -> None:
    network = classifier(SHAPE)
    photo = inputs(SHAPE, 1)[0]
    values = network.activations(photo, ["last"])["last"]
    graph = network.graph()
    scores = []
    for channel in values:
        mask = F.interpolate(channel[None, None], SHAPE[1:], mode="bilinear")[0, 0]
        if mask.max() > mask.min():
            mask = (mask - mask.min()) / (mask.max() - mask.min())
        scores.append(
            evaluate(graph, {graph.input: (photo * mask)[None]}, [graph.output])[graph.output][0, 2]
        )
    expected = (torch.stack(scores).softmax(0)[:, None, None] * values).sum(0)
    made = explain(network, photo, "score-cam", "class:2", layer="last")
    assert_allclose(made.values, expected, rtol=1e-5)


class Three(nn.Module):
    """Channels x, 0 and 2x, and the means of each as scores."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 1, bias=False).double()
        with torch.no_grad():
            self.conv.weight.copy_(torch.tensor([1.0, 0.0, 2.0]).reshape(3, 1, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.conv(x).mean((2, 3)))


def test_constant_channels_share_one_pass() -> None:
    network = Network(Three().eval(), input_shape=(1, 2, 2))
    photos = torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]], [[[1.0, 1.0], [1.0, 1.0]]]]).double()
    probe = Probe.of(network, photos, [class_score(2)] * 2, layer="conv")
    find_method("score-cam")(probe)
    # The first photo has two channels that vary, the second none; one pass for the layer, one for the empty mask.
    assert [probe.passes.of(row) for row in (0, 1)] == [4, 2]
    assert probe.passes.total == 6
