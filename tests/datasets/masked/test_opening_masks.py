"""Photos with masks, as tools write them, and what is wrong with some."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets.masked import MaskedDataset, masks_at
from convscope.datasets.masked.coding import IGNORED
from convscope.errors import DataError, ImageError
from datasets.masked.masked_photos import halves, named, pair, photo, save

SKY_AND_ROAD = [128, 128, 128, 128, 64, 128]


def read(dataset: MaskedDataset, place: int = 0) -> list[int]:
    """The classes at the left and at the right of a mask."""
    classes = dataset.photos[place].marks(dataset.coding).classes
    return [int(classes[0, 0]), int(classes[-1, -1])]


def test_indices_are_classes_in_the_order_of_their_names(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(2, 0))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("sky", "road", "car"), [2, 0])


@pytest.mark.parametrize("void", ["unlabelled", "Void"])
def test_a_class_without_meaning_counts_for_nothing_and_the_others_close_up(
    tmp_path: Path, void: str
) -> None:
    named(tmp_path, "sky", void, "car")
    pair(tmp_path, "a", halves(1, 2))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("sky", "car"), [IGNORED, 1])
    assert dataset.notes == (f"places of {void} count for nothing",)


def test_255_counts_for_nothing(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(255, 1))
    assert read(masks_at(tmp_path)) == [IGNORED, 1]


def test_0_and_255_alone_are_a_background_and_a_foreground(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves(0, 255))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("background", "foreground"), [0, 1])


def test_two_names_are_those_of_0_and_255(tmp_path: Path) -> None:
    named(tmp_path, "background", "car")
    pair(tmp_path, "a", halves(0, 255))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("background", "car"), [0, 1])


def test_255_beside_two_other_numbers_counts_for_nothing(tmp_path: Path) -> None:
    named(tmp_path, "background", "car")
    pair(tmp_path, "a", halves(0, 255))
    pair(tmp_path, "b", halves(0, 1))
    assert read(masks_at(tmp_path)) == [0, IGNORED]


def test_classes_that_nobody_named_are_called_by_their_numbers(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves(0, 2))
    assert masks_at(tmp_path).classes == ("0", "1", "2")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("class_dict.csv", "name,r,g,b\nSky,128,128,128\nRoad,128,64,128\n"),
        ("label_colors.txt", "128 128 128\tSky\n128 64 128\tRoad\n"),
        ("labelmap.txt", "# label:color_rgb:parts:actions\nSky:128,128,128::\nRoad:128,64,128::\n"),
    ],
)
@pytest.mark.parametrize("is_palette", [False, True])
def test_colours_are_classes_where_a_file_says_so(
    tmp_path: Path, file: str, text: str, *, is_palette: bool
) -> None:
    (tmp_path / file).write_text(text)
    if is_palette:
        pair(tmp_path, "a", halves(1, 0), SKY_AND_ROAD)
    else:
        pair(tmp_path, "a", halves((128, 64, 128), (128, 128, 128)))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("Sky", "Road"), [1, 0])


def test_a_palette_in_another_order_gives_the_same_classes_where_colours_are_known(tmp_path: Path) -> None:
    (tmp_path / "class_dict.csv").write_text("name,r,g,b\nSky,128,128,128\nRoad,128,64,128\n")
    pair(tmp_path, "a", halves(0, 1), SKY_AND_ROAD)
    pair(tmp_path, "b", halves(1, 0), SKY_AND_ROAD[3:] + SKY_AND_ROAD[:3])
    dataset = masks_at(tmp_path)
    assert read(dataset, 0) == read(dataset, 1) == [0, 1]


def test_indices_into_other_palettes_are_refused_where_colours_are_unknown(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves(0, 1), SKY_AND_ROAD)
    pair(tmp_path, "b", halves(0, 1), SKY_AND_ROAD[3:] + SKY_AND_ROAD[:3])
    dataset = masks_at(tmp_path)
    with pytest.raises(ImageError, match="0 has the colour 128,64,128 in the mask masks/b"):
        read(dataset, 1)


def test_colours_that_no_file_explains_are_refused(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves((1, 2, 3), (4, 5, 6)))
    dataset = masks_at(tmp_path)
    with pytest.raises(ImageError, match="holds colours, and no file says"):
        read(dataset)


def test_a_number_without_a_class_is_named_with_its_place(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(0, 7))
    dataset = masks_at(tmp_path)
    with pytest.raises(ImageError, match="holds 7 in row 0, column 8, which is no class: the"):
        read(dataset)


def test_a_mask_with_losses_is_refused(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    photo(tmp_path / "images" / "a.jpg")
    photo(tmp_path / "masks" / "a.jpg")
    dataset = masks_at(tmp_path)
    with pytest.raises(ImageError, match="is a JPEG, whose losses"):
        read(dataset)


def test_numbered_things_are_one_class(tmp_path: Path) -> None:
    photo(tmp_path / "images" / "a.png")
    save(tmp_path / "instances" / "a.png", halves(0, 700, dtype=np.uint16))
    dataset = masks_at(tmp_path)
    assert (dataset.classes, read(dataset)) == (("background", "object"), [0, 1])


def test_masks_of_many_numbers_are_no_classes(tmp_path: Path) -> None:
    photo(tmp_path / "images" / "a.png")
    save(tmp_path / "masks" / "a.png", halves(0, 700, dtype=np.uint16))
    with pytest.raises(DataError, match="numbers up to 700"):
        masks_at(tmp_path)


def test_an_array_is_a_mask(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    photo(tmp_path / "images" / "a.jpg")
    (tmp_path / "masks").mkdir()
    np.save(tmp_path / "masks" / "a.npy", halves(2, 1, dtype=np.int64))
    assert read(masks_at(tmp_path)) == [2, 1]


def test_a_mask_of_one_bit_is_a_foreground(tmp_path: Path) -> None:
    photo(tmp_path / "images" / "a.jpg")
    (tmp_path / "masks").mkdir()
    Image.fromarray(halves(False, True, dtype=bool)).save(tmp_path / "masks" / "a.png")
    assert read(masks_at(tmp_path)) == [0, 1]


def test_a_mask_without_a_photo_is_refused(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves(0, 1))
    save(tmp_path / "masks" / "b.png", halves(0, 1))
    with pytest.raises(DataError, match="has no photo"):
        masks_at(tmp_path)


def test_photos_without_masks_are_counted_and_left_out(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(0, 1))
    photo(tmp_path / "images" / "b.jpg")
    assert masks_at(tmp_path).notes == (
        "pictures that are neither a mask nor a photo with one, and are left out: 1",
    )


def test_voc_lists_are_splits(tmp_path: Path) -> None:
    for stem in ("a", "b"):
        photo(tmp_path / "JPEGImages" / f"{stem}.jpg")
        save(tmp_path / "SegmentationClass" / f"{stem}.png", halves(0, 1), SKY_AND_ROAD)
        save(tmp_path / "SegmentationObject" / f"{stem}.png", halves(0, 1), SKY_AND_ROAD)
    lists = tmp_path / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("b\n")
    (lists / "val.txt").write_text("a\n")
    dataset = masks_at(tmp_path)
    assert {split: [one.name for one in photos] for split, photos in dataset.splits.items()} == {
        "train": ["JPEGImages/b.jpg"],
        "val": ["JPEGImages/a.jpg"],
    }


def test_a_colour_of_two_classes_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "class_dict.csv").write_text("name,r,g,b\nSky,1,2,3\nRoad,1,2,3\n")
    pair(tmp_path, "a", halves(0, 1))
    with pytest.raises(DataError, match="gives 'Road' the colour of 'Sky'"):
        masks_at(tmp_path)


def test_a_folder_without_masks_is_refused(tmp_path: Path) -> None:
    photo(tmp_path / "cats" / "a.jpg")
    with pytest.raises(DataError, match="holds no photos with masks"):
        masks_at(tmp_path)
