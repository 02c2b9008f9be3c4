"""Boxes of numbered things: torchvision's on the same masks."""

import torch
from torchvision.ops import masks_to_boxes

from convscope.detection.numbered import PER_CLASS, boxes_of_numbers, numbers_of


def maps(*, most: int = 5, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, most + 1, (3, 1, 6, 9), generator=torch.Generator().manual_seed(seed))


def test_they_are_those_of_torchvision() -> None:
    numbers = maps(most=12)
    found = boxes_of_numbers(numbers)
    for photo, boxes in zip(numbers[:, 0], found, strict=True):
        present = [n for n in range(1, 13) if (photo == n).any()]
        # There, right and bottom are the last pixels.
        expected = masks_to_boxes(torch.stack([photo == n for n in present])) + torch.tensor([0, 0, 1, 1])
        assert torch.equal(boxes[[n - 1 for n in present], :4], expected)
        assert (boxes[[n - 1 for n in present], 4] == 0).all()


def test_a_number_that_no_place_has_is_nothing() -> None:
    numbers = torch.where(maps() == 2, 0, maps())
    assert (boxes_of_numbers(numbers)[:, 1] == -1).all()


def test_places_of_which_nothing_is_known_belong_to_no_thing() -> None:
    numbers = maps()
    outside = torch.cat([numbers, torch.full((3, 1, 6, 4), -1)], 3)
    assert torch.equal(boxes_of_numbers(outside), boxes_of_numbers(numbers))


def test_photos_without_things_have_a_row_of_nothing() -> None:
    assert boxes_of_numbers(torch.zeros(2, 1, 4, 4, dtype=torch.int32)).tolist() == [[[-1.0] * 5]] * 2


def test_those_of_a_photo_do_not_depend_on_the_others() -> None:
    numbers = maps(most=3)
    alone = boxes_of_numbers(numbers[1:2])
    assert torch.equal(boxes_of_numbers(numbers)[1:2, : alone.shape[1]], alone)


def test_things_that_overlap_each_keep_their_box_and_their_class() -> None:
    layers = torch.zeros(1, 2, 8, 8, dtype=torch.int32)
    layers[0, 0, 1:6, 1:6] = 1 + 3 * PER_CLASS
    layers[0, 1, 4:8, 4:8] = 2
    assert boxes_of_numbers(layers).tolist() == [[[1, 1, 6, 6, 3], [4, 4, 8, 8, 0]]]


def test_numbers_are_those_of_any_class() -> None:
    places = torch.tensor([-1, 0, 7, 7 + 249 * PER_CLASS], dtype=torch.int32)
    assert numbers_of(places).tolist() == [0, 0, 7, 7]
