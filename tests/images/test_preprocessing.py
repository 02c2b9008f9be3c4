"""What a network sees equals what timm and torchvision show it, and comes back unchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from timm.data import create_transform, resolve_data_config
from torchvision import models
from torchvision.transforms._presets import ObjectDetection

from convscope.errors import ImageError
from convscope.images import (
    IMAGENET,
    Photo,
    Preprocessing,
    decode,
    preprocessing_of_timm,
    preprocessing_of_torchvision,
)

TIMM: dict[str, dict[str, Any]] = {
    "efficientnet-lite0": {"input_size": (3, 224, 224), "crop_pct": 0.875, "interpolation": "bicubic"},
    "inception-v3": {
        "input_size": (3, 299, 299),
        "crop_pct": 0.875,
        "interpolation": "bicubic",
        "mean": (0.5, 0.5, 0.5),
        "std": (0.5, 0.5, 0.5),
    },
    "whole": {"input_size": (3, 160, 160), "crop_pct": 1.0, "interpolation": "bilinear"},
    "resnet-a1": {"input_size": (3, 224, 224), "crop_pct": 0.95, "interpolation": "bicubic"},
    "cropped-larger": {"input_size": (3, 64, 64), "crop_pct": 1.25, "interpolation": "nearest"},
    "not-square": {"input_size": (3, 200, 151), "crop_pct": 0.9, "interpolation": "bilinear"},
    "squash": {
        "input_size": (3, 225, 225),
        "crop_pct": 0.95,
        "crop_mode": "squash",
        "interpolation": "bicubic",
    },
    "squash-not-square": {"input_size": (3, 99, 130), "crop_pct": 1.0, "crop_mode": "squash"},
    "border": {
        "input_size": (3, 224, 224),
        "crop_pct": 1.0,
        "crop_mode": "border",
        "interpolation": "lanczos",
    },
    "border-cropped": {"input_size": (3, 111, 222), "crop_pct": 0.8, "crop_mode": "border"},
    "defaults": {},
}
TORCHVISION = {
    "resnet50-v2": models.ResNet50_Weights.IMAGENET1K_V2,
    "alexnet": models.AlexNet_Weights.IMAGENET1K_V1,
    "inception-v3": models.Inception_V3_Weights.IMAGENET1K_V1,
    "efficientnet-b1": models.EfficientNet_B1_Weights.IMAGENET1K_V2,
    "regnet-swag": models.RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_E2E_V1,
}
RECIPES = {
    **{
        name: preprocessing_of_timm(resolve_data_config(config, pretrained_cfg={"x": 0}))
        for name, config in TIMM.items()
    },
    "imagenet": IMAGENET,
}


@pytest.fixture(scope="session")
def grey_recipe() -> Preprocessing:
    return Preprocessing(size=(28, 28), resize=28, interpolation="bilinear", mean=(0.13,), std=(0.31,))


def a_photo(rows: int, columns: int) -> Photo:
    row, column = np.mgrid[0:rows, 0:columns]
    return decode(np.stack([row % 256, column % 256, (row * column) % 256], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("name", TIMM)
def test_input_equals_timms(real_photos: list[Photo], name: str) -> None:
    config = resolve_data_config(TIMM[name], pretrained_cfg={"x": 0})
    theirs = create_transform(**config, is_training=False)
    ours = preprocessing_of_timm(config)
    for photo in real_photos:
        torch.testing.assert_close(ours.apply(photo), theirs(photo.to_pil()), rtol=0, atol=0)


def test_configuration_of_a_timm_model_is_read_as_timm_reads_it() -> None:
    from timm import get_pretrained_cfg

    config = get_pretrained_cfg("tf_efficientnet_lite0.in1k").to_dict()
    assert preprocessing_of_timm(config) == preprocessing_of_timm(resolve_data_config(pretrained_cfg=config))


def test_single_channel_equals_timms_on_luminance(real_photos: list[Photo]) -> None:
    config = {
        "input_size": (1, 99, 99),
        "mean": (0.4,),
        "std": (0.2,),
        "crop_pct": 0.9,
        "interpolation": "bicubic",
    }
    theirs = create_transform(**resolve_data_config(config), is_training=False)
    for photo in real_photos:
        ours = preprocessing_of_timm(config).apply(photo)
        torch.testing.assert_close(ours, theirs(photo.to_pil().convert("L")), rtol=0, atol=0)


@pytest.mark.parametrize("name", TORCHVISION)
def test_input_equals_torchvisions(real_photos: list[Photo], name: str) -> None:
    theirs = TORCHVISION[name].transforms()
    ours = preprocessing_of_torchvision(theirs)
    for photo in real_photos:
        torch.testing.assert_close(ours.apply(photo), theirs(photo.to_pil()), rtol=0, atol=0)


@pytest.mark.parametrize("name", RECIPES)
def test_display_space_is_what_the_network_sees(name: str) -> None:
    recipe, photo = RECIPES[name], a_photo(157, 243)
    seen = torch.from_numpy(recipe.look(photo)).permute(2, 0, 1) / 255
    torch.testing.assert_close(recipe.to_display(recipe.apply(photo)), seen, rtol=0, atol=1e-6)


@given(st.lists(st.floats(-3, 3, width=32), min_size=12, max_size=12), st.sampled_from([(), (1,), (2,)]))
def test_display_space_and_back_is_the_identity_even_out_of_range(
    values: list[float], batch: tuple[int]
) -> None:
    images = torch.tensor(values, dtype=torch.float64).reshape(3, 2, 2).expand(*batch, 3, 2, 2)
    torch.testing.assert_close(IMAGENET.from_display(IMAGENET.to_display(images)), images, rtol=0, atol=1e-12)


def test_gradient_flows_through_the_normalisation() -> None:
    images = torch.zeros(3, 2, 2, requires_grad=True)
    (gradient,) = torch.autograd.grad(IMAGENET.from_display(images).sum(), images)
    expected = 1 / torch.tensor(IMAGENET.std)[:, None, None].expand(3, 2, 2)
    torch.testing.assert_close(gradient, expected)


@pytest.mark.parametrize(
    "name", [name for name in RECIPES if "border" not in name and name != "cropped-larger"]
)
def test_region_lies_inside_the_photo_when_there_is_no_border(name: str) -> None:
    top, left, bottom, right = RECIPES[name].region(a_photo(157, 243))
    assert 0 <= top < bottom <= 157
    assert 0 <= left < right <= 243


def test_region_of_the_central_crop() -> None:
    # The shorter side of 512 becomes 256, so a pixel of the input covers two; 16 are cut off at each end.
    assert IMAGENET.region(a_photo(512, 1024)) == (32, 288, 480, 736)


def test_region_reaches_beyond_the_photo_where_the_input_has_a_border() -> None:
    contain = replace(IMAGENET, resize=(224, 224), fit="contain")
    assert contain.region(a_photo(100, 200)) == (-50, 0, 150, 200)


def test_region_finds_the_pixel_that_the_network_sees() -> None:
    photo = decode(np.zeros((300, 500, 3), np.uint8))
    pixels = photo.pixels.copy()
    pixels[120:130, 240:250] = 255
    top, left, bottom, right = IMAGENET.region(photo)
    row, column, _ = np.argwhere(IMAGENET.look(decode(pixels)) > 200).mean(axis=0)
    assert top + (row + 0.5) * (bottom - top) / 224 == pytest.approx(125, abs=1)
    assert left + (column + 0.5) * (right - left) / 224 == pytest.approx(245, abs=1)


def test_single_channel_is_the_luminance(grey_recipe: Preprocessing) -> None:
    green = decode(np.full((28, 28, 3), (0, 255, 0), np.uint8))
    assert grey_recipe.look(green).shape == (28, 28, 1)
    assert (grey_recipe.look(green) == round(0.587 * 255)).all()


def test_no_resize_takes_the_photo_as_it_is() -> None:
    photo = a_photo(28, 30)
    recipe = replace(IMAGENET, size=(28, 30), resize=None)
    np.testing.assert_array_equal(recipe.look(photo), photo.pixels)
    assert recipe.region(photo) == (0, 0, 28, 30)


def test_no_resize_refuses_a_photo_of_another_size() -> None:
    with pytest.raises(ImageError, match="must have 28 rows and 30 columns, but has 30 and 28"):
        replace(IMAGENET, size=(28, 30), resize=None).apply(a_photo(30, 28))


@pytest.mark.parametrize("shape", [(1, 60), (60, 1), (1, 1)])
@pytest.mark.parametrize("name", RECIPES)
def test_photo_of_one_pixel_a_side_still_gives_an_input(name: str, shape: tuple[int, int]) -> None:
    recipe = RECIPES[name]
    assert recipe.look(a_photo(*shape)).shape == (*recipe.size, 3)


@pytest.mark.parametrize("shape", [(1, 100_000), (100_000, 1)])
def test_photo_too_narrow_to_be_resized_in_memory_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match="is too narrow for the network"):
        IMAGENET.apply(decode(np.zeros(shape, np.uint8)))


def test_photo_for_twelve_channels_asks_for_a_tensor() -> None:
    with pytest.raises(ImageError, match=r"takes 12\. Give it a tensor \(12, rows, columns\)"):
        replace(IMAGENET, mean=(0.5,) * 12, std=(0.5,) * 12).look(a_photo(9, 9))


@pytest.mark.parametrize("shape", [(2, 2), (4, 5, 5), (3, 1, 5, 5)])
def test_images_of_other_channels_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageError, match=r"must have shape \(\.\.\., 3, rows, columns\)"):
        IMAGENET.to_display(torch.zeros(shape))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mean": ()}, "one number a channel"),
        ({"mean": (0.5,)}, "one number a channel"),
        ({"std": (0.2, 0.0, 0.2)}, "one number a channel"),
        ({"interpolation": "cubic"}, "There is no interpolation 'cubic'"),
    ],
)
def test_impossible_preprocessing_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        replace(IMAGENET, **change)


def test_timm_configuration_with_a_mean_of_other_channels_is_refused() -> None:
    with pytest.raises(ImageError, match="has 1 channels, but a mean of 3 numbers"):
        preprocessing_of_timm({"input_size": (1, 28, 28), "mean": (0.4, 0.4, 0.4)})


@pytest.mark.parametrize("transforms", [ObjectDetection(), None, lambda image: image])
def test_preset_of_another_task_is_refused(transforms: Any) -> None:
    with pytest.raises(ImageError, match="ImageClassification preset of torchvision"):
        preprocessing_of_torchvision(transforms)


@pytest.mark.parametrize("mean", [(float("nan"),) * 3, (float("inf"), 0.0, 0.0)])
def test_a_mean_that_is_no_number_is_refused(mean: tuple[float, ...]) -> None:
    with pytest.raises(ImageError, match="one number a channel"):
        replace(IMAGENET, mean=mean)


def test_a_border_of_other_channels_is_refused() -> None:
    with pytest.raises(ImageError, match="A border needs one number a channel, 3, got 2"):
        replace(IMAGENET, border=(1, 2))


def test_a_photo_in_its_own_pixels_is_mirrored_where_it_is_smaller_and_cut_where_it_is_larger() -> None:
    own = Preprocessing((4, 2), None, "bicubic", (0.0,), (1.0,), fit="own")
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 6, 1).repeat(3, 2)
    assert own.look(Photo("small", pixels))[..., 0].tolist() == [[2, 3], [2, 3], [8, 9], [8, 9]]


def test_a_tiny_photo_fills_a_large_frame_with_its_own_colours() -> None:
    own = Preprocessing((9, 7), None, "bicubic", (0.0,) * 3, (1.0,) * 3, fit="own")
    pixels = np.full((1, 1, 3), 77, np.uint8)
    assert (own.look(Photo("tiny", pixels)) == 77).all()


def test_a_border_that_is_given_is_kept() -> None:
    own = Preprocessing((3, 3), None, "bicubic", (0.0,), (1.0,), fit="own", border=(9,))
    look = own.look(Photo("tiny", np.full((1, 1, 3), 77, np.uint8)))[..., 0]
    assert look.tolist() == [[9, 9, 9], [9, 77, 9], [9, 9, 9]]
