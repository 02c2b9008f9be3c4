"""Which places of FCOS shall find a thing, and the loss that follows, worked out by hand."""

import math

import pytest
import torch
from torch import Tensor

from convscope.network.detectors.fcos_loss import assigned, fcos_losses, places_of

STRIDES = (8, 16, 32)
SIZE = (64, 96)
PLACES = places_of(SIZE, STRIDES, torch.device("cpu"))
NOTHING = [-1.0] * 5


def truth(*rows: list[float]) -> Tensor:
    return torch.tensor([*rows, NOTHING])


def found_at(row: int, column: int, level: int) -> int:
    """Index of a place."""
    before = sum((SIZE[0] // s) * (SIZE[1] // s) for s in STRIDES[:level])
    return before + row * (SIZE[1] // STRIDES[level]) + column


def test_the_places_of_all_maps_are_the_centres_of_their_cells() -> None:
    assert len(PLACES.centres) == 8 * 12 + 4 * 6 + 2 * 3
    assert PLACES.centres[found_at(0, 0, 0)].tolist() == [4, 4]
    assert PLACES.centres[found_at(1, 2, 1)].tolist() == [40, 24]


def test_a_thing_is_for_the_places_near_its_centre_on_the_map_of_its_size() -> None:
    rows = assigned(PLACES, truth([20, 12, 60, 52, 0]))
    # The centre (40, 32) lies between four cells; 1.5 strides of 8 around it reach one cell farther on each side.
    expected = {found_at(row, column, 0) for row in (3, 4) for column in (4, 5)} | {
        found_at(row, column, 0)
        for row in (2, 3, 4, 5)
        for column in (3, 4, 5, 6)
        if abs(8 * row + 4 - 32) <= 12 and abs(8 * column + 4 - 40) <= 12
    }
    assert set((rows == 0).nonzero()[:, 0].tolist()) == expected


def test_a_place_in_two_things_is_for_the_smaller() -> None:
    rows = assigned(PLACES, truth([0, 0, 64, 64, 0], [26, 26, 38, 38, 1]))
    assert rows[found_at(3, 3, 0)] == 1


def test_a_thing_smaller_than_a_cell_is_for_the_nearest_place() -> None:
    rows = assigned(PLACES, truth([8.5, 8.5, 10.5, 10.5, 0]))
    assert (rows == 0).nonzero()[:, 0].tolist() == [found_at(1, 1, 0)]


def test_where_nothing_is_no_place_shall_find_anything() -> None:
    assert assigned(PLACES, torch.tensor([NOTHING])).eq(-1).all()


def outputs_of(thing: list[float], logit: float) -> Tensor:
    """Every place gives the thing's box, and the logit for its only class."""
    return torch.tensor([*thing[:4], logit]).expand(1, len(PLACES.centres), 5).clone()


def test_exact_boxes_cost_only_what_the_scores_are_off() -> None:
    thing = [20.0, 12.0, 60.0, 52.0, 0.0]
    logit = 0.7
    rows = assigned(PLACES, truth(thing))
    positive, everywhere = int((rows >= 0).sum()), len(rows)
    score = 1 / (1 + math.exp(-logit))
    hits = positive * (1 - score) ** 2 * -math.log(score)
    misses = (everywhere - positive) * score**2 * -math.log(1 - score)
    loss = fcos_losses(outputs_of(thing, logit), truth(thing)[None], SIZE, STRIDES)
    assert float(loss) == pytest.approx((hits + misses) / positive, rel=1e-5)


def test_the_loss_of_a_photo_does_not_depend_on_the_others_of_its_batch() -> None:
    generator = torch.Generator().manual_seed(0)
    outputs = torch.rand(3, len(PLACES.centres), 6, generator=generator) * 40
    outputs[..., 2:4] += outputs[..., :2]
    truths = torch.stack(
        [truth([4, 4, 30, 40, 1]), torch.tensor([NOTHING, NOTHING]), truth([10, 8, 90, 60, 0])]
    )
    together = fcos_losses(outputs, truths, SIZE, STRIDES)
    alone = [fcos_losses(outputs[n : n + 1], truths[n : n + 1], SIZE, STRIDES)[0] for n in range(3)]
    assert together.tolist() == pytest.approx([float(one) for one in alone], rel=1e-5)


def test_the_gradient_of_a_score_is_that_of_finite_differences() -> None:
    thing = [20.0, 12.0, 60.0, 52.0, 0.0]
    outputs = outputs_of(thing, -0.4)
    outputs[..., :4] += torch.tensor([3.0, -2.0, 5.0, 1.0])
    outputs.requires_grad_()
    target, place, step = truth(thing)[None], found_at(4, 5, 0), 1e-2
    (gradient,) = torch.autograd.grad(fcos_losses(outputs, target, SIZE, STRIDES).sum(), outputs)
    moved = []
    for sign in (1, -1):
        changed = outputs.detach().clone()
        changed[0, place, 4] += sign * step
        moved.append(float(fcos_losses(changed, target, SIZE, STRIDES)))
    assert float(gradient[0, place, 4]) == pytest.approx((moved[0] - moved[1]) / (2 * step), rel=2e-2)


def test_a_box_that_fits_worse_costs_more() -> None:
    thing = [20.0, 12.0, 60.0, 52.0, 0.0]
    outputs = outputs_of(thing, 0.0)
    worse = outputs.clone()
    worse[..., 2] += 6
    losses = [float(fcos_losses(one, truth(thing)[None], SIZE, STRIDES)) for one in (outputs, worse)]
    assert losses[1] > losses[0]
