"""Photos with sentences are read from the forms that data sets are published in."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.datasets.captioned import CaptionExamination, open_captioned
from convscope.errors import DataError


def photo(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((12, 16, 3), 90, np.uint8)).save(place)


def coco(folder: Path, split: str = "val", **changed: object) -> Path:
    photo(folder / split / "a.jpg")
    document = {
        "images": [{"id": 7, "file_name": "a.jpg", "height": 12, "width": 16}],
        "annotations": [
            {"id": 1, "image_id": 7, "caption": "A grey photo."},
            {"id": 2, "image_id": 7, "caption": "Nothing at all."},
        ],
        **changed,
    }
    place = folder / "annotations" / f"captions_{split}2017.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(document))
    return place


def test_cocos_captions_belong_to_the_part_of_their_file(tmp_path: Path) -> None:
    coco(tmp_path, "val")
    coco(tmp_path, "train", images=[{"id": 7, "file_name": "train/a.jpg"}])
    photo(tmp_path / "train" / "b.jpg")
    coco(tmp_path, "val", images=[{"id": 7, "file_name": "val/a.jpg"}])
    found = open_captioned(tmp_path)
    assert found is not None
    assert {split: len(items) for split, items in found.pictures.splits.items()} == {"train": 1, "val": 1}
    assert found.captions["val/a.jpg"] == ("A grey photo.", "Nothing at all.")


def test_a_file_of_cocos_captions_finds_its_photos_beside_the_folder(tmp_path: Path) -> None:
    found = open_captioned(coco(tmp_path))
    assert found is not None
    assert list(found.captions) == ["val/a.jpg"]


def test_flickrs_tokens_name_photo_and_sentence(tmp_path: Path) -> None:
    photo(tmp_path / "Images" / "10_b.jpg")
    (tmp_path / "Flickr8k.token.txt").write_text("10_b.jpg#0\tA child .\n10_b.jpg#1\tA dress .\n")
    found = open_captioned(tmp_path)
    assert found is not None
    assert found.form == "Flickr8k"
    assert found.captions == {"Images/10_b.jpg": ("A child .", "A dress .")}


def test_a_table_names_path_and_caption_and_perhaps_the_part(tmp_path: Path) -> None:
    photo(tmp_path / "a.png")
    photo(tmp_path / "b.png")
    place = tmp_path / "told.csv"
    place.write_text('path,caption,split\na.png,A thing.,train\nb.png,"Grey, all of it.",val\n')
    found = open_captioned(place)
    assert found is not None
    assert found.captions["b.png"] == ("Grey, all of it.",)


def test_photos_in_classes_have_no_sentences(tmp_path: Path) -> None:
    photo(tmp_path / "cats" / "a.png")
    assert open_captioned(tmp_path) is None


def test_boxes_of_coco_are_no_sentences(tmp_path: Path) -> None:
    boxes = [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [0, 0, 4, 4]}]
    assert open_captioned(coco(tmp_path, annotations=boxes)) is None


def test_a_photo_that_is_not_there_is_named_with_its_place(tmp_path: Path) -> None:
    place = coco(tmp_path, images=[{"id": 7, "file_name": "gone.jpg"}])
    with pytest.raises(DataError, match=r"annotations\[0\] of .* names gone.jpg, which is not there"):
        open_captioned(place)


def test_a_sentence_of_no_listed_photo_is_an_error(tmp_path: Path) -> None:
    place = coco(tmp_path, annotations=[{"id": 1, "image_id": 8, "caption": "Lost."}])
    with pytest.raises(DataError, match="photo 8, which is not listed"):
        open_captioned(place)


def test_a_sentence_without_a_word_is_an_error(tmp_path: Path) -> None:
    place = coco(tmp_path, annotations=[{"id": 1, "image_id": 7, "caption": "  "}])
    with pytest.raises(DataError, match="has no words"):
        open_captioned(place)


def test_a_line_that_is_none_of_flickrs_is_named(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg")
    place = tmp_path / "tokens.txt"
    place.write_text("a.jpg#0\tA thing.\nand so on\n")
    with pytest.raises(DataError, match="Line 2"):
        open_captioned(place)


def test_an_examination_tells_words_and_lengths(tmp_path: Path) -> None:
    coco(tmp_path)
    found = convscope.data(tmp_path)
    assert isinstance(found, CaptionExamination)
    assert found.lengths == (4, 4, 4)
    assert (found.words, found.rare) == (7, 6)
