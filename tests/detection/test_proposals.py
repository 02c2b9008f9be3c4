"""Proposals: the best boxes of each photo that do not overlap much."""

import torch

from convscope.detection import read_scored_boxes, suppression
from convscope.detection.proposals import is_filling, proposals


def some(count: int = 60, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    corner, side = torch.rand(2, count, 2, generator=generator) * 60, 5 + 30 * torch.rand(2, count, 2)
    return torch.cat([corner, corner + side], -1), torch.randn(2, count, generator=generator)


def test_they_are_what_suppression_keeps_the_best_first() -> None:
    boxes, scores = some()
    found = proposals(boxes, scores, 60, 0.5, 60)
    for own, score, mine in zip(boxes, scores.sigmoid(), found, strict=True):
        rows = [[*box, s] for box, s in zip(own.tolist(), score.tolist(), strict=True)]
        text = " / ".join(" ".join(map(str, row)) for row in rows)
        kept = suppression(read_scored_boxes(text), threshold=0.5).kept
        assert torch.equal(mine[: len(kept)], own[list(kept)])


def test_boxes_without_area_fill_up() -> None:
    boxes, scores = some(3)
    found = proposals(boxes, scores, 60, 1.0, 5)
    assert is_filling(found).tolist() == [[False] * 3 + [True] * 2] * 2


def test_no_more_are_looked_at_than_said() -> None:
    boxes, scores = some(20)
    assert (~is_filling(proposals(boxes, scores, 4, 1.0, 10))).sum(1).tolist() == [4, 4]


def test_what_is_narrower_than_a_pixel_is_no_proposal() -> None:
    boxes = torch.tensor([[[0.0, 0, 0.5, 9], [0, 0, 4, 4]]])
    assert proposals(boxes, torch.tensor([[1.0, 0.0]]), 9, 0.7, 1).tolist() == [[[0, 0, 4, 4]]]


def test_those_of_a_photo_do_not_depend_on_the_others_of_a_batch() -> None:
    boxes, scores = some()
    together = proposals(boxes, scores, 30, 0.6, 9)
    assert torch.equal(together[1:], proposals(boxes[1:], scores[1:], 30, 0.6, 9))


def test_no_gradient_passes() -> None:
    boxes, scores = some()
    boxes.requires_grad_()
    (passed,) = torch.autograd.grad(proposals(boxes, scores, 30, 0.6, 9).sum(), boxes, allow_unused=True)
    assert passed is None


def test_maps_are_suppressed_apart_and_their_best_ranked_together() -> None:
    boxes, scores = some(40)
    found = proposals(boxes, scores, 15, 0.4, 60, [25, 15])
    for photo, mine in enumerate(found):
        kept = [
            one[~is_filling(one)]
            for one in (
                proposals(boxes[photo : photo + 1, part], scores[photo : photo + 1, part], 15, 0.4, 60)[0]
                for part in (slice(0, 25), slice(25, 40))
            )
        ]
        together = torch.cat(kept)
        place = (boxes[photo][None] == together[:, None]).all(-1).float().argmax(1)
        ranked = together[scores[photo][place].argsort(descending=True)]
        assert torch.equal(mine[: len(ranked)], ranked)
        assert is_filling(mine[len(ranked) :]).all()
