"""The rescale rule on operations whose contributions can be worked out by hand, and its completeness on any."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from convscope.attribution.rules.deeplift import deeplift_rules
from convscope.graph import gradient, trace
from toys import SqueezeExcite


def contributions(module: nn.Module, photos: Tensor, references: Tensor) -> Tensor:
    """What each number of the photos (N, ...) adds to the sum of the module's output."""
    graph = trace(module.double().eval(), tuple(photos.shape[1:]))
    both = torch.cat([photos, references]).double()
    found = gradient(
        graph,
        {graph.input: both},
        [graph.output],
        lambda values: values[graph.output][: len(photos)].flatten(1).sum(1),
        [graph.input],
        deeplift_rules(graph),
    )
    assert not found.gradients[graph.input][len(photos) :].any()
    return (photos - references) * found.gradients[graph.input][: len(photos)]


@pytest.mark.parametrize(
    ("photo", "reference", "expected"),
    [
        ([5, 0], [0, 4], [1, 0]),  # the window rises from 4 to 5 through its first place alone
        ([1, 0], [0, 4], [0, -3]),  # it falls because of the second, which is no longer the greatest
        ([3, 7], [1, 2], [0, 5]),
        ([2, 2], [2, 2], [0, 0]),
    ],
)
def test_max_pooling_is_shared_by_the_two_greatest_places(
    photo: list[float], reference: list[float], expected: list[float]
) -> None:
    def window(values: list[float]) -> Tensor:
        return torch.tensor(values).double().reshape(1, 1, 2)

    found = contributions(nn.MaxPool1d(2), window(photo), window(reference))
    assert found.flatten().tolist() == pytest.approx(expected)


def test_a_rectifier_passes_its_slope() -> None:
    x, r = torch.tensor([[3.0, -1.0, 2.0, -2.0]]).double(), torch.tensor([[-1.0, 1.0, 1.0, -1.0]]).double()
    assert contributions(nn.ReLU(), x, r).tolist() == [[3, -1, 1, 0]]


def test_a_value_equal_to_its_reference_passes_the_derivative() -> None:
    module, x = nn.SiLU(), torch.tensor([[0.5]])
    graph = trace(module, (1,))
    found = gradient(
        graph,
        {graph.input: torch.cat([x, x])},
        [graph.output],
        lambda values: values[graph.output][:1].sum(1),
        [graph.input],
        deeplift_rules(graph),
    )
    s = torch.sigmoid(x)
    torch.testing.assert_close(found.gradients[graph.input][:1], s + x * s * (1 - s), rtol=1e-6, atol=0)


class Product(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x[:, :1] * x[:, 1:]


def test_a_product_is_shared_as_shapley_values() -> None:
    # 3 * 5 against 1 * 2: the first adds (3 - 1) (5 + 2) / 2, the second (5 - 2) (3 + 1) / 2.
    x, r = torch.tensor([[3.0, 5.0]]).double(), torch.tensor([[1.0, 2.0]]).double()
    assert contributions(Product(), x, r).tolist() == [[7, 6]]


@pytest.mark.parametrize(
    "module",
    [
        SqueezeExcite(),
        nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Hardswish(), nn.AvgPool2d(2)
        ),
        nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.GELU(), nn.MaxPool2d(2, dilation=2), nn.Tanh()
        ),
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.PReLU(4), nn.ELU(), nn.LeakyReLU(0.3), nn.Softplus()),
        nn.Sequential(nn.Conv3d(3, 2, 2), nn.MaxPool3d(2), nn.ReLU6()),
    ],
    ids=["gate", "pools", "batch norm", "activations", "3D"],
)
def test_contributions_add_up_to_the_difference(module: nn.Module) -> None:
    axes = 3 if isinstance(next(module.modules()), nn.Sequential) and isinstance(module[0], nn.Conv3d) else 2  # type: ignore[index]
    photos, references = torch.randn(
        (2, 2, 3, *[8] * axes), generator=torch.Generator().manual_seed(0)
    ).double()
    module = module.double().eval()
    found = contributions(module, photos, references).flatten(1).sum(1)
    with torch.no_grad():
        expected = (module(photos) - module(references)).flatten(1).sum(1)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-9)
