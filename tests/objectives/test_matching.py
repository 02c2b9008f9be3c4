"""Objectives that compare two photos, against what is computed by hand."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ObjectiveError
from convscope.graph import gradient
from convscope.network import Network
from convscope.objectives import (
    Alignment,
    Content,
    GramStyle,
    Guide,
    Objective,
    PatchStyle,
    gram_matrix,
    patches_of,
)

# A network that returns its input, so that the maps are the numbers that stand here.
TWO = Network(nn.Sequential(nn.Identity(), nn.Hardtanh(-100, 100)), input_shape=(2, 1, 2))
MAPS = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]])  # channel 0 is 1, 2; channel 1 is 3, 4


def score(objective: Objective, maps: Tensor = MAPS, network: Network = TWO) -> float:
    graph, bound = network.graph(maps.shape[1:]), objective.bind(network, maps.shape[1:])
    return gradient(graph, {graph.input: maps}, bound.reads, bound.score, [graph.input]).scores.item()


def test_the_gram_matrix_is_the_mean_over_places_of_products_of_channels() -> None:
    assert gram_matrix(MAPS)[0].tolist() == [[(1 + 4) / 2, (3 + 8) / 2], [(3 + 8) / 2, (9 + 16) / 2]]


def test_a_mask_leaves_the_gram_matrix_of_its_region() -> None:
    left = torch.tensor([[1.0, 0.0]])
    assert gram_matrix(MAPS, left)[0].tolist() == [[1, 3], [3, 9]]


def test_a_mask_of_another_size_counts_by_the_share_it_covers() -> None:
    covers_a_quarter = torch.tensor(
        [[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    )  # 1/2 of the left, 1/2 of the right
    assert torch.equal(gram_matrix(MAPS, covers_a_quarter), gram_matrix(MAPS))


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(ObjectiveError, match="empty"):
        gram_matrix(MAPS, torch.zeros(3, 3))


def test_the_gram_style_is_minus_the_distance_in_units_of_the_target() -> None:
    target = torch.tensor([[2.5, 5.5], [5.5, 10.5]])  # the matrix of MAPS but for 2 in one element
    norm = 2.5**2 + 2 * 5.5**2 + 10.5**2
    assert score(GramStyle("1", target)) == pytest.approx(-4 / norm)


def test_the_gram_style_does_not_depend_on_the_size_of_the_picture() -> None:
    twice = MAPS.repeat(1, 1, 3, 2)
    assert score(GramStyle("1", gram_matrix(MAPS)[0]), twice) == pytest.approx(0, abs=1e-12)


def test_the_content_is_minus_the_distance_in_units_of_the_target() -> None:
    target = torch.tensor([[[1.0, 2.0]], [[3.0, 1.0]]])
    assert score(Content("1", target)) == pytest.approx(-9 / 15)


def test_content_of_another_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(ObjectiveError, match=r"\(2, 1, 2\).*cat.*\(2, 3, 3\)"):
        score(Content("1", torch.zeros(2, 3, 3), "cat"))


def test_the_alignment_of_a_photo_with_itself_is_one() -> None:
    assert score(Alignment("1", MAPS[0], power=2)) == pytest.approx(1)


def test_the_alignment_is_the_dot_product_by_hand() -> None:
    target = torch.tensor([[[1.0, 0.0]], [[0.0, 2.0]]])
    assert score(Alignment("1", target, power=0)) == pytest.approx((1 * 1 + 4 * 2) / 2 / ((1 + 4) / 2))


def test_the_cosine_lowers_what_points_elsewhere() -> None:
    target = torch.tensor([[[1.0, 0.0]], [[0.0, 2.0]]])
    first, second = 1 * 1 / 10**0.5, 4 * 2 * (4 / 20**0.5)
    assert score(Alignment("1", target, power=1)) == pytest.approx((first + second) / 2 / 2.5)


def test_a_guide_counts_for_each_place_its_best_match_anywhere() -> None:
    guide = torch.tensor([[2.0, 0.0], [0.0, 1.0]])  # the places (2, 0) and (0, 1)
    assert score(Guide("1", guide)) == pytest.approx((max(2, 3) + max(4, 4)) / 2 / ((4 + 1) / 2))


def test_the_patch_style_matches_each_patch_with_the_most_similar() -> None:
    generator = torch.Generator().manual_seed(0)
    style = torch.rand(1, 2, 4, 5, generator=generator)
    objective = PatchStyle("1", patches_of(style[0]))
    picture = torch.cat([style[:, :, :, 2:], style[:, :, :, :3]], 3)[
        :, :, :3, :3
    ]  # one patch, which the style has
    assert score(objective, picture) == pytest.approx(0, abs=1e-10)
    assert score(objective, picture + 0.1) == pytest.approx(-18 * 0.01 / style_unit(objective), rel=1e-4)


def style_unit(objective: PatchStyle) -> float:
    return objective.target.flatten(1).square().sum(1).mean().item()


def test_the_patch_style_finds_a_patch_beyond_the_first_chunk() -> None:
    generator = torch.Generator().manual_seed(0)
    patches = torch.randn(1200, 2, 3, 3, generator=generator)
    assert score(PatchStyle("1", patches), patches[1100][None]) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize(
    "objective",
    [
        GramStyle("1", torch.eye(2)),
        Content("1", torch.ones(2, 4, 4)),
        Alignment("1", torch.ones(2, 4, 4)),
        Guide("1", torch.ones(2, 3)),
        PatchStyle("1", torch.ones(2, 2, 3, 3)),
    ],
    ids=str,
)
def test_each_photo_of_a_batch_has_its_own_score(objective: Objective) -> None:
    photos = torch.rand(3, 2, 4, 4, generator=torch.Generator().manual_seed(1))
    graph, bound = TWO.graph((2, 4, 4)), objective.bind(TWO, (2, 4, 4))
    together = gradient(graph, {graph.input: photos}, bound.reads, bound.score, [graph.input])
    for number, photo in enumerate(photos):
        alone = gradient(graph, {graph.input: photo[None]}, bound.reads, bound.score, [graph.input])
        assert together.scores[number].item() == pytest.approx(alone.scores.item(), rel=1e-5)
        torch.testing.assert_close(together.gradients[graph.input][number], alone.gradients[graph.input][0])


@pytest.mark.parametrize("objective", [GramStyle("1", torch.eye(5)), Guide("1", torch.ones(5, 3))], ids=str)
def test_another_number_of_channels_is_refused(objective: Objective) -> None:
    with pytest.raises(ObjectiveError, match=r"has 2 channels, .* has 5"):
        score(objective)


def test_a_layer_without_places_is_refused() -> None:
    flat = Network(nn.Sequential(nn.Flatten(), nn.Linear(4, 3)), input_shape=(2, 1, 2))
    with pytest.raises(ObjectiveError, match="no maps"):
        GramStyle("1", torch.eye(3)).bind(flat)
