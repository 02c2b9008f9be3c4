"""Ablation-CAM on networks whose ablations can be done by hand, and where a peer goes wrong."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import Tensor, nn

from classifiers import classifier, inputs
from convscope.attribution import Probe
from convscope.attribution.methods.ablation_cam import channel_ablations
from convscope.explanation import explain
from convscope.graph import evaluate
from convscope.graph.shapes.channels import channels_end
from convscope.network import Network
from convscope.objectives import parse

SHAPE = (3, 20, 14)


class Two(nn.Module):
    """Channels x and -x, their means, and the scores 3 a - 2 b + 1 and b - 4 a."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(1, 2, 1, bias=False).double(), nn.Linear(2, 2).double()
        with torch.no_grad():
            self.conv.weight.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
            self.head.weight.copy_(torch.tensor([[3.0, -2.0], [-4.0, 1.0]]))
            self.head.bias.copy_(torch.tensor([1.0, 0.0]))

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(self.head(self.conv(x).mean((2, 3))))


PHOTO = torch.tensor([[[1.0, 2.0], [3.0, 6.0]]]).double()  # means 3 and -3


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        # score 3*3 + 2*3 + 1 = 16; without a 7, without b 10: weights 9/16 and 6/16
        ("class:0", 9 / 16 * PHOTO[0] - 6 / 16 * PHOTO[0]),
        # score -4*3 - 3 = -15; without a -3, without b -12: weights -12/15 and -3/15
        ("class:1", -12 / 15 * PHOTO[0] + 3 / 15 * PHOTO[0]),
    ],
)
def test_by_hand_with_negative_activations_and_negative_scores(target: str, expected: Tensor) -> None:
    network = Network(Two().eval(), input_shape=(1, 2, 2))
    assert_allclose(explain(network, PHOTO, "ablation-cam", target, layer="conv").values, expected, rtol=1e-6)


def _weights(weight: float, batch_size: int) -> tuple[Any, Any]:
    """Our weights and pytorch-grad-cam's, of a network of three channels x, x times the weight, and 2x."""
    import pytorch_grad_cam
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    class Three(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.head = nn.Conv2d(1, 3, 1, bias=False), nn.Linear(3, 1, bias=False)
            with torch.no_grad():
                self.conv.weight.copy_(torch.tensor([1.0, weight, 2.0]).reshape(3, 1, 1, 1))
                self.head.weight.copy_(torch.tensor([[1.0, 1.0, 1.0]]))

        def forward(self, x: Tensor) -> Tensor:
            return torch.as_tensor(self.head(self.conv(x).mean((2, 3))))

    module = Three().eval()
    network = Network(module, input_shape=(1, 2, 2))
    photo = torch.tensor([[[[0.0, 2.0], [4.0, 6.0]]]])
    probe = Probe.of(network, photo, [parse("class:0")], layer="conv")
    whole, _, without = channel_ablations(probe)
    ours = ((whole[:, None] - without) / whole[:, None]).numpy()
    found = []
    with pytorch_grad_cam.AblationCAM(module, [module.conv], batch_size=batch_size) as cam:
        real = cam.get_cam_weights

        def keep(*arguments: Any) -> Any:
            found.append(real(*arguments))
            return found[-1]

        cam.get_cam_weights = keep
        cam(photo, [ClassifierOutputTarget(0)])
    return ours, found[0]


def test_a_peer_agrees_where_the_least_activation_is_zero() -> None:
    ours, theirs = _weights(3.0, 32)
    assert_allclose(ours, [[1 / 6, 3 / 6, 2 / 6]], rtol=1e-6)
    assert_allclose(theirs, ours, rtol=1e-5)


def test_a_peer_is_wrong_where_activations_are_negative() -> None:
    """It takes 10 million from the least activation instead of setting the channel to zero."""
    ours, theirs = _weights(-1.0, 1)
    assert_allclose(ours, [[1 / 2, -1 / 2, 1]], rtol=1e-6)
    assert np.abs(theirs).min() > 1e5


def test_a_peers_weights_depend_on_its_batch_size() -> None:
    (ours, one), (again, three) = _weights(-1.0, 1), _weights(-1.0, 3)
    assert np.array_equal(ours, again)
    assert np.abs(one - three).max() > 1e5


@pytest.mark.parametrize("target", ["class:1", "prob:2", "mix:3", "last:2@4,5", "class:0 - 2*mix:4"])
@pytest.mark.parametrize("layer", ["relu", "down", "relu6", "mix", "last"])
def test_each_ablation_is_that_of_the_whole_network(layer: str, target: str) -> None:
    network = classifier(SHAPE)
    if (target.startswith("mix") and layer == "last") or (layer == "last" and "mix" in target):
        pytest.skip("the objective does not depend on the layer, or not alone")
    photos = torch.stack(inputs(SHAPE, 2))
    probe = Probe.of(network, photos, [parse(target)] * 2, layer=layer)
    whole, values, without = channel_ablations(probe)
    graph = network.graph()
    bound = parse(target).bind(network)
    beside = graph.frontier([probe.layer], bound.reads)
    first = evaluate(graph, {graph.input: photos}, [probe.layer, *beside, *bound.reads])
    assert torch.equal(values, first[probe.layer])
    torch.testing.assert_close(whole, bound.score(first), rtol=1e-12, atol=1e-12)
    for channel in range(values.shape[1]):
        changed = values.clone()
        changed[:, channel] = 0
        known = {**{node: first[node] for node in beside}, probe.layer: changed}
        expected = bound.score(evaluate(graph, known, bound.reads))
        torch.testing.assert_close(without[:, channel], expected, rtol=1e-12, atol=1e-12)


def test_channels_stay_apart_up_to_the_linear_layer() -> None:
    graph = classifier(SHAPE).graph()
    (end,) = channels_end(graph, graph.find("last"), [graph.output])
    assert end.operation == "mean"


def test_channels_are_mixed_at_once_by_a_convolution() -> None:
    graph = classifier(SHAPE).graph()
    ends = channels_end(graph, graph.find("relu"), [graph.output])
    assert ends == (graph.find("relu"),)


def test_channels_that_a_skip_connection_leads_on_end_at_both_readers() -> None:
    graph = classifier(SHAPE).graph()
    ends = channels_end(graph, graph.find("down"), [graph.output])
    assert ends == (graph.find("relu6"),)
