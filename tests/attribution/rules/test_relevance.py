"""Relevance worked out by hand, and where it is kept whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from convscope.attribution.rules.relevance import relevance_rules, weighted_layers
from convscope.attribution.rules.relevance_shares import (
    Share,
    alpha_beta_rule,
    box_rule,
    epsilon_rule,
    gamma_rule,
    off_zero,
)
from convscope.graph import Node, gradient, trace
from toys import SqueezeExcite


def relevance(
    module: nn.Module, photos: Tensor, share: Callable[[int], Share], read: str | None = None
) -> tuple[Tensor, Tensor]:
    """The output and relevance (N, ...) of the photos for its sum, by a rule for each weighted layer."""
    graph = trace(module.to(photos.dtype).eval(), tuple(photos.shape[1:]))
    layers = weighted_layers(graph)
    end = graph.find(read) if read else graph.output
    rules = relevance_rules(graph, {node: share(place) for place, node in enumerate(layers)}, [end])

    def score(values: Any) -> Tensor:
        total: Tensor = values[end].flatten(1).sum(1)
        return total

    found = gradient(graph, {graph.input: photos}, [end], score, [graph.input], rules)
    return found.scores, off_zero(photos) * found.gradients[graph.input]


def unit() -> nn.Module:
    """z = 3 x1 - x2 - x3 + 1/2 behind a rectifier."""
    convolution = nn.Conv1d(1, 1, 3)
    with torch.no_grad():
        convolution.weight.copy_(torch.tensor([[[3.0, -1.0, -1.0]]]))
        convolution.bias.fill_(0.5)  # type: ignore[union-attr]
    return nn.Sequential(convolution, nn.ReLU())


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        # x = 1 2 0: contributions 3 -2 0, with the bias's half z = 3/2, positive part 7/2, negative part -2.
        (epsilon_rule(0), [3, -2, 0]),
        (epsilon_rule(0.5), [3 / 2.25 * 1.5, -2 / 2.25 * 1.5, 0]),
        (gamma_rule(0), [3, -2, 0]),
        (gamma_rule(1), [6 / 5 * 1.5, -2 / 5 * 1.5, 0]),
        (alpha_beta_rule(1), [3 / 3.5 * 1.5, 0, 0]),
        (alpha_beta_rule(2), [2 * 3 / 3.5 * 1.5, -1.5, 0]),
        # Between 0 and 4: 3, -2 + 4 and 0 + 4; between the extremes 0 and 2: 3, 0 and 2.
        (box_rule(torch.tensor(0.0), torch.tensor(4.0)), [1.5 * 3 / 9, 1.5 * 2 / 9, 1.5 * 4 / 9]),
        (box_rule(None, None), [1.5 * 3 / 5, 0, 1.5 * 2 / 5]),
    ],
)
def test_a_unit_shares_its_value_by_the_rule(share: Share, expected: list[float]) -> None:
    photo = torch.tensor([[[1.0, 2.0, 0.0]]]).double()
    score, found = relevance(unit(), photo, lambda _: share)
    assert score.item() == 1.5
    torch.testing.assert_close(found.flatten(), torch.tensor(expected).double())


def test_gamma_favours_the_values_own_sign_whatever_that_of_its_inputs() -> None:
    # x = -1 2 0: contributions -3 -2 0, so that with gamma nothing but the bias stands against z = -9/2.
    photo = torch.tensor([[[-1.0, 2.0, 0.0]]]).double()
    _, found = relevance(unit(), photo, lambda _: gamma_rule(1), read="0")
    expected = torch.tensor([-6 / 9.5 * 4.5, -4 / 9.5 * 4.5, 0]).double()
    torch.testing.assert_close(found.flatten(), expected)


def without_biases(*layers: nn.Module) -> nn.Module:
    module = nn.Sequential(*layers)
    for name, parameter in module.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
    return module


class Residual(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.inner(x)
        return torch.cat([x + y, y], 1)


def head(channels: int) -> list[nn.Module]:
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 3)]


def networks() -> dict[str, nn.Module]:
    return {
        "relu6": without_biases(nn.Conv2d(3, 4, 3), nn.ReLU6(), *head(4)),
        "batch norm": without_biases(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), *head(4)),
        "residual": without_biases(
            nn.Conv2d(3, 4, 3), Residual(nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())), *head(8)
        ),
        "max pool": without_biases(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2), nn.SiLU(), *head(4)),
        "layer norm": without_biases(nn.Conv2d(3, 4, 3), nn.GroupNorm(2, 4), nn.GELU(), *head(4)),
    }


@pytest.mark.parametrize("share", [epsilon_rule(0), gamma_rule(0.5), alpha_beta_rule(2)])
@pytest.mark.parametrize("name", networks())
def test_without_biases_no_relevance_is_lost(name: str, share: Share) -> None:
    photos = torch.randn((2, 3, 8, 8), generator=torch.Generator().manual_seed(0)).double()
    for first in (share, box_rule(None, None)):
        scores, found = relevance(networks()[name], photos, lambda place: first if place == 0 else share)  # noqa: B023
        torch.testing.assert_close(found.flatten(1).sum(1), scores, rtol=1e-6, atol=1e-6)


def test_a_gate_gets_no_relevance() -> None:
    module = SqueezeExcite()
    nn.init.zeros_(module.conv.bias)  # type: ignore[arg-type]
    photos = torch.randn((2, 3, 8, 8), generator=torch.Generator().manual_seed(0)).double()
    scores, found = relevance(module, photos, lambda _: epsilon_rule(0))
    torch.testing.assert_close(found.flatten(1).sum(1), scores)


def test_a_batch_norm_is_one_with_its_convolution() -> None:
    convolution, norm = nn.Conv2d(3, 4, 3).double(), nn.BatchNorm2d(4).double()
    with torch.no_grad():
        for tensor in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
            tensor.copy_(torch.rand(4) + 0.2)  # type: ignore[union-attr]
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)  # type: ignore[operator, arg-type]
        folded = nn.Conv2d(3, 4, 3).double()
        folded.weight.copy_(convolution.weight * scale.reshape(4, 1, 1, 1))
        folded.bias.copy_(norm.bias + (convolution.bias - norm.running_mean) * scale)  # type: ignore[union-attr, operator]
    photos = torch.randn((2, 3, 8, 8), generator=torch.Generator().manual_seed(0)).double()
    rule = lambda _: gamma_rule(0.5)  # noqa: E731
    _, apart = relevance(nn.Sequential(convolution, norm, nn.ReLU()), photos, rule)
    _, one = relevance(nn.Sequential(folded, nn.ReLU()), photos, rule)
    torch.testing.assert_close(apart, one)


def test_relevance_may_start_between_a_convolution_and_its_batch_norm() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU())
    module[1].running_mean.fill_(7)  # type: ignore[operator]
    photos = torch.randn((1, 3, 8, 8), generator=torch.Generator().manual_seed(0)).double()
    scores, found = relevance(module, photos, lambda _: epsilon_rule(0), read="0")
    torch.testing.assert_close(scores, module[0](photos).sum().reshape(1).detach())
    torch.testing.assert_close(found.sum(), scores.sum())


def test_a_photo_normalised_in_the_network_is_explained_by_its_own_pixels() -> None:
    class Normalising(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3, bias=False)

        def forward(self, x: Tensor) -> Tensor:
            return self.conv((x - 0.5) / 0.2).relu()  # type: ignore[no-any-return]

    photos = torch.rand((2, 3, 8, 8), generator=torch.Generator().manual_seed(0)).double()
    scores, found = relevance(Normalising(), photos, lambda _: epsilon_rule(0))
    torch.testing.assert_close(found.flatten(1).sum(1), scores)


def test_layers_with_weights_are_found_in_order() -> None:
    graph = trace(networks()["residual"].eval(), (3, 8, 8))
    layers: tuple[Node, ...] = weighted_layers(graph)
    assert [node.operation for node in layers] == ["conv", "conv", "linear"]
