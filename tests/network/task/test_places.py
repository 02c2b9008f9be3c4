"""The loss of a class for each place."""

import math

import pytest
import torch
from torch.nn import functional as F

from convscope.network.labels import Labels
from convscope.network.task.places import Picture, Segmentation


def places_task(classes: int = 3) -> Segmentation:
    return Segmentation(Labels(tuple("abcd"[:classes])))


def test_places_that_are_no_class_count_for_nothing_in_the_loss() -> None:
    scores = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    truth = torch.randint(3, (2, 4, 5), generator=torch.Generator().manual_seed(1))
    truth[0, :2], truth[1] = 255, 255
    expected = F.cross_entropy(scores[:1, :, 2:], truth[:1, 2:])
    assert torch.allclose(
        places_task().loss(scores, truth.byte()), torch.stack([expected, torch.tensor(0.0)])
    )


def test_the_weights_of_classes_multiply_the_loss_of_their_places() -> None:
    scores = torch.zeros(1, 3, 1, 2)
    loss = places_task().loss(scores, torch.tensor([[[0, 2]]]), torch.tensor([1.0, 5.0, 4.0]))
    assert float(loss) == pytest.approx(math.log(3) * (1 + 4) / 2)


def test_the_loss_of_one_score_a_place_is_that_of_its_sigmoid() -> None:
    scores = torch.randn(2, 1, 3, 3, generator=torch.Generator().manual_seed(0))
    truth = (scores[:, 0] > 0.3).long()
    expected = F.binary_cross_entropy_with_logits(scores[:, 0], truth.float(), reduction="none")
    assert torch.allclose(places_task(2).loss(scores, truth), expected.flatten(1).mean(1))


def test_a_picture_is_asked_for_the_patch_with_most_details() -> None:
    scores = torch.zeros(1, 3, 40, 50)
    scores[0, :, 20:26, 30:36] = torch.rand(6, 6, generator=torch.Generator().manual_seed(0))
    (question,) = Picture(Labels(("picture",))).questions(scores)
    rows, columns = ([int(end) for end in span.split("-")] for span in question.target[10:].split(","))
    assert question.target.startswith("tv:output@")
    assert rows[0] <= 20 < 25 <= rows[1] == rows[0] + 15
    assert columns[0] <= 30 < 35 <= columns[1] == columns[0] + 15


def test_a_picture_of_one_pixel_is_asked_for_it() -> None:
    assert Picture(Labels(("picture",))).questions(torch.zeros(1, 3, 1, 1))[0].target == "tv:output@0-0,0-0"
