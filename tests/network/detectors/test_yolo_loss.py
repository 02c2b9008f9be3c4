"""Which cell of YOLO's grid shall find a thing, and the loss that follows, worked out by hand."""

import math

import pytest
import torch

from convscope.network.detectors.yolo_cells import Cells
from convscope.network.detectors.yolo_loss import responsible_cells, yolo_losses

GRID = (2, 3)
NOTHING = [-1.0] * 5
PARTS = ("classes", "confidences", "shapes")
# Its centre (44, 20) lies in the cell of row 0 and column 1.
THING = [36.0, 12, 52, 28, 1]


def cells(seed: int = 0, photos: int = 1) -> Cells:
    generator = torch.Generator().manual_seed(seed)

    def some(*shape: int) -> torch.Tensor:
        return torch.rand(photos, 6, *shape, generator=generator)

    return Cells(some(2), some(2), some(2, 4), GRID, 32)


def test_a_thing_is_for_the_cell_that_its_centre_lies_in() -> None:
    assert responsible_cells(torch.tensor([THING, NOTHING]), GRID, 32).tolist() == [-1, 0, -1, -1, -1, -1]


def test_of_two_things_in_a_cell_the_smaller_is_found() -> None:
    truth = torch.tensor([[40.0, 16, 48, 24, 0], THING])
    assert responsible_cells(truth, GRID, 32).tolist() == [-1, 0, -1, -1, -1, -1]
    assert responsible_cells(truth.flip(0), GRID, 32).tolist() == [-1, 1, -1, -1, -1, -1]


def test_a_box_is_read_from_its_cell_and_the_photos_sides() -> None:
    said = cells()
    said.shapes[0, 1, 0] = torch.tensor([12 / 32, 20 / 32, math.sqrt(16 / 96), math.sqrt(16 / 64)])
    assert said.boxes[0, 1, 0].tolist() == pytest.approx(THING[:4], abs=1e-4)


def test_a_score_is_the_logit_of_class_times_confidence() -> None:
    said = cells()
    expected = said.classes[0, 2, 1] * said.confidences[0, 2, 1]
    assert said.outputs.shape == (1, 12, 6)
    assert float(said.outputs[0, 5, 5].sigmoid()) == pytest.approx(float(expected), rel=1e-4)


def test_what_is_exact_costs_only_confidences_where_nothing_is() -> None:
    said = cells()
    said.shapes[0, 1, 1] = torch.tensor([12 / 32, 20 / 32, math.sqrt(16 / 96), math.sqrt(16 / 64)])
    said.classes[0, 1] = torch.tensor([0.0, 1.0])
    said.confidences[0, 1, 1] = 1.0
    elsewhere = said.confidences[0].square().sum() - 1
    loss = yolo_losses(said, torch.tensor([[THING, NOTHING]]))
    assert float(loss) == pytest.approx(0.5 * float(elsewhere), rel=1e-4)


def test_errors_count_as_the_paper_weighs_them() -> None:
    said, truth = cells(), torch.tensor([[THING]])
    overlaps = [_iou(box, THING[:4]) for box in said.boxes[0, 1].tolist()]
    mine = int(overlaps[1] > overlaps[0])
    wanted = [12 / 32, 20 / 32, math.sqrt(16 / 96), math.sqrt(16 / 64)]
    of_box = sum((a - b) ** 2 for a, b in zip(said.shapes[0, 1, mine].tolist(), wanted, strict=True))
    confidence = float(said.confidences[0, 1, mine])
    elsewhere = float(said.confidences.square().sum()) - confidence**2
    of_classes = float((said.classes[0, 1] - torch.tensor([0.0, 1.0])).square().sum())
    expected = 5 * of_box + (confidence - overlaps[mine]) ** 2 + 0.5 * elsewhere + of_classes
    assert float(yolo_losses(said, truth)) == pytest.approx(expected, rel=1e-5)


def test_the_loss_of_a_photo_does_not_depend_on_the_others_of_its_batch() -> None:
    said = cells(photos=3)
    truth = torch.tensor([[THING, NOTHING], [NOTHING, NOTHING], [[2.0, 3, 30, 40, 0], THING]])
    together = yolo_losses(said, truth)
    for place in range(3):
        own = said._replace(**{name: getattr(said, name)[place : place + 1] for name in PARTS})
        assert float(yolo_losses(own, truth[place : place + 1])) == pytest.approx(float(together[place]))


def _iou(first: list[float], second: list[float]) -> float:
    width = max(0, min(first[2], second[2]) - max(first[0], second[0]))
    height = max(0, min(first[3], second[3]) - max(first[1], second[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return width * height / (sum(areas) - width * height)
