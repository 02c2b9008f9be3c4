"""The four losses of Faster R-CNN: torchvision's on the same numbers, and the mean of what the paper draws."""

import pytest
import torch
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.roi_heads import RoIHeads, fastrcnn_loss
from torchvision.models.detection.rpn import RegionProposalNetwork, RPNHead

from convscope.detection.coding import encoded
from convscope.network.detectors.region_head import boxes_of_regions, region_losses, with_truth
from convscope.network.detectors.region_proposals import assigned, proposal_losses
from convscope.network.detectors.sampling import sampled

NOTHING = [-1.0] * 5
TRUTH = torch.tensor([[10.0, 10, 40, 50, 1], [60, 20, 90, 44, 0], NOTHING])


def scattered(count: int, seed: int = 0) -> torch.Tensor:
    """Boxes around those of the truth, and elsewhere."""
    generator = torch.Generator().manual_seed(seed)
    around = TRUTH[torch.arange(count) % 2, :4] + 4 * torch.randn(count, 4, generator=generator)
    around[count // 2 :] = torch.tensor([20.0, 60, 40, 80])
    return around


def numbers(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def test_the_losses_of_proposals_are_those_of_torchvision() -> None:
    anchors, scores, offsets = scattered(120), numbers(120), numbers(120, 4)
    network = RegionProposalNetwork(AnchorGenerator(), RPNHead(4, 1), 0.7, 0.3, 256, 0.5, {}, {}, 0.7)
    targets = [{"boxes": TRUTH[:2, :4]}]
    labels, matched = network.assign_targets_to_anchors([anchors], targets)
    wanted = network.box_coder.encode(matched, [anchors])
    expected = sum(network.compute_loss(scores[:, None], offsets, labels, wanted))
    mine = proposal_losses(scores[None], offsets[None], anchors, TRUTH[None])
    assert float(mine) == pytest.approx(float(expected), rel=1e-5)


def test_the_losses_of_regions_are_those_of_torchvision() -> None:
    regions, logits, offsets = scattered(60), numbers(60, 3), numbers(60, 4)
    heads = RoIHeads(None, None, None, 0.5, 0.5, 128, 0.25, None, 0.05, 0.5, 100)
    matched, labels = heads.assign_targets_to_proposals([regions], [TRUTH[:2, :4]], [TRUTH[:2, 4].long() + 1])
    assert 0 < int((labels[0] > 0).sum()) <= 32
    wanted = heads.box_coder.encode([TRUTH[matched[0], :4]], [regions])
    expected = sum(fastrcnn_loss(logits, offsets.repeat(1, 3), labels, wanted))
    mine = region_losses(regions[None], logits[None], offsets[None], TRUTH[None])
    assert float(mine) == pytest.approx(float(expected), rel=1e-5)


def test_a_thing_that_no_anchor_overlaps_much_is_for_the_one_that_overlaps_it_most() -> None:
    anchors = torch.tensor([[0.0, 0, 20, 20], [30, 30, 80, 90], [10, 10, 30, 30]])
    assert assigned(anchors, TRUTH[:1]).tolist() == [-1, -1, 0]


def test_an_anchor_that_overlaps_a_thing_a_little_learns_nothing() -> None:
    exact, half = TRUTH[0, :4], torch.tensor([10.0, 10, 40, 30])
    assert assigned(torch.stack([exact, half]), TRUTH).tolist() == [0, -2]


def test_a_photo_without_things_teaches_background_alone() -> None:
    anchors, nothing = scattered(40), torch.tensor([[NOTHING, NOTHING]])
    assert assigned(anchors, nothing[0]).eq(-1).all()
    loss = proposal_losses(torch.zeros(1, 40), numbers(1, 40, 4), anchors, nothing)
    assert float(loss) == pytest.approx(torch.tensor(2.0).log().item(), rel=1e-5)
    regions = region_losses(anchors[None], torch.zeros(1, 40, 3), numbers(1, 40, 4), nothing)
    assert float(regions) == pytest.approx(torch.tensor(3.0).log().item(), rel=1e-5)


def test_a_weight_is_the_chance_to_be_in_a_sample() -> None:
    positive = torch.tensor([True] * 4 + [False] * 7)
    weights = sampled(positive, ~positive & (torch.arange(11) < 10), 5, 0.4)
    assert weights.tolist() == [0.5] * 4 + [0.5] * 6 + [0]
    assert sampled(positive, ~positive, 100, 0.5).tolist() == [1] * 11


def test_the_score_of_a_class_is_the_logit_of_its_probability() -> None:
    regions, logits = scattered(6)[None].clamp(0, 99), 5 * numbers(1, 6, 4)
    scores = boxes_of_regions(regions, logits, torch.zeros(1, 6, 4), (100, 100))[..., 4:]
    assert torch.allclose(scores.sigmoid(), logits.softmax(-1)[..., 1:], atol=1e-6)


def test_offsets_move_a_region_to_a_thing() -> None:
    regions = TRUTH[None, :1, :4] + torch.tensor([3.0, -2, 5, 1])
    offsets = encoded(TRUTH[None, :1, :4], regions, (10.0, 10.0, 5.0, 5.0))
    found = boxes_of_regions(regions, torch.zeros(1, 1, 3), offsets, (100, 100))
    assert torch.allclose(found[0, 0, :4], TRUTH[0, :4], atol=1e-4)


def test_what_fills_up_scores_nothing_and_costs_nothing() -> None:
    regions, logits, offsets = scattered(20)[None], numbers(1, 20, 3), numbers(1, 20, 4)
    filled = torch.cat([regions, torch.zeros(1, 5, 4)], 1)
    more = [torch.cat([one, 9 + numbers(1, 5, one.shape[2])], 1) for one in (logits, offsets)]
    assert boxes_of_regions(filled, more[0], more[1], (100, 100))[0, 20:, 4:].max() == -30
    without = region_losses(regions, logits, offsets, TRUTH[None])
    assert float(region_losses(filled, more[0], more[1], TRUTH[None])) == pytest.approx(float(without))


def test_a_training_learns_from_the_things_themselves_too() -> None:
    seen = with_truth(scattered(4)[None], TRUTH[None])
    assert seen[0, 4:].tolist() == [TRUTH[0, :4].tolist(), TRUTH[1, :4].tolist(), [0, 0, 0, 0]]
