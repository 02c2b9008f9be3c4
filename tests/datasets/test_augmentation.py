"""Augmentation: names and strengths, and that it follows from seed, epoch and picture alone."""

import pytest
import torch

from convscope.datasets.augmentation import Augmenter, read_augmentation
from convscope.datasets.transforms import KINDS, MIXING, WORDS
from convscope.errors import DataError

PICTURES = torch.randint(
    0, 256, (4, 3, 16, 16), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)


def augmenter(text: str, seed: int = 0) -> Augmenter:
    return read_augmentation(text).augmenter((16, 16), 3, seed)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_changes_pictures_and_keeps_their_form(name: str) -> None:
    changed = torch.cat([augmenter(name).pictures(PICTURES, epoch, [0, 1, 2, 3]) for epoch in range(4)])
    assert changed.dtype == torch.uint8
    assert changed.shape == (16, 3, 16, 16)
    assert not torch.equal(changed, PICTURES.repeat(4, 1, 1, 1))


def test_a_picture_is_changed_alike_in_any_batch() -> None:
    whole = augmenter("strong").pictures(PICTURES, 3, [5, 6, 7, 8])
    alone = augmenter("strong").pictures(PICTURES[2:3], 3, [7])
    assert torch.equal(whole[2:3], alone)


def test_epochs_pictures_and_seeds_are_changed_differently() -> None:
    same = PICTURES[:1].expand(2, -1, -1, -1)
    first, second = augmenter("crop").pictures(same, 0, [0, 1])
    assert not torch.equal(first, second)
    assert not torch.equal(first, augmenter("crop").pictures(same, 1, [0, 1])[0])
    assert not torch.equal(first, augmenter("crop", seed=1).pictures(same, 0, [0, 1])[0])


def test_a_flip_of_strength_one_always_mirrors() -> None:
    assert torch.equal(augmenter("flip 1").pictures(PICTURES, 0, [0, 1, 2, 3]), PICTURES.flip(-1))


def test_a_blur_lessens_what_differs_between_neighbours() -> None:
    blurred = augmenter("blur 1").pictures(PICTURES, 0, [0, 1, 2, 3])
    for before, after in zip(PICTURES.float(), blurred.float(), strict=True):
        assert after.diff(dim=-1).square().mean() < before.diff(dim=-1).square().mean()


def test_jpeg_changes_noise_and_leaves_one_colour_alone() -> None:
    grey = torch.full((1, 3, 16, 16), 128, dtype=torch.uint8)
    assert torch.equal(augmenter("jpeg 1").pictures(grey, 0, [0]), grey)
    assert not torch.equal(augmenter("jpeg 1").pictures(PICTURES[:1], 0, [0]), PICTURES[:1])


def test_a_tenth_of_pictures_is_blurred_where_that_is_asked_for() -> None:
    many = PICTURES[:1].expand(400, -1, -1, -1)
    changed = augmenter("blur 0.1").pictures(many, 0, list(range(400)))
    assert 20 < (changed != many).flatten(1).any(1).sum() < 60


@pytest.mark.parametrize("channels", [1, 3])
def test_a_tiny_picture_is_blurred_too(channels: int) -> None:
    made = read_augmentation("blur 1, jpeg 1", channels=channels).augmenter((1, 2), 2, 0)
    assert made.pictures(PICTURES[:, :channels, :1, :2], 0, [0, 1, 2, 3]).shape == (4, channels, 1, 2)


@pytest.mark.parametrize("name", MIXING)
def test_mixing_gives_shares_of_classes_that_add_up_to_one(name: str) -> None:
    inputs, labels = augmenter(name).mixed(PICTURES.float(), torch.tensor([0, 1, 2, 0]), 0, 0)
    assert inputs.shape == PICTURES.shape
    assert torch.allclose(labels.sum(1), torch.ones(4))


def test_the_global_generator_is_as_before() -> None:
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    augmenter("strong").pictures(PICTURES, 0, [0, 1, 2, 3])
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_stands_for_several(word: str) -> None:
    assert read_augmentation(word) == read_augmentation(WORDS[word])


def test_the_text_reads_back() -> None:
    made = read_augmentation("medium, erasing 0.5, mixup")
    assert read_augmentation(made.text) == made


def test_grey_pictures_are_not_mirrored_by_a_word() -> None:
    for word in WORDS:
        assert "flip" not in read_augmentation(word, channels=1).text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flop", r"There is no augmentation 'flop'\. Did you mean flip"),
        ("flip 2", "The strength of flip is one number above 0 and at most 1, got '2'"),
        ("crop much", "The strength of crop"),
        ("crop 0.1 0.2", "The strength of crop"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_augmentation(text)


def test_colours_of_pictures_without_colours_are_said() -> None:
    with pytest.raises(DataError, match="colour is for pictures of one or three channels"):
        read_augmentation("colour", channels=5)
