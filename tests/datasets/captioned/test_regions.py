"""Regions with phrases are read as Visual Genome writes them, and checked."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.datasets.captioned import CaptionExamination, RegionExamination, open_regions
from convscope.errors import DataError


def region(phrase: Any = "a grey wall", **changed: Any) -> dict[str, Any]:
    return {
        "region_id": 3,
        "image_id": 7,
        "x": 2,
        "y": 1,
        "width": 8,
        "height": 6,
        "phrase": phrase,
        **changed,
    }


def genome(folder: Path, *entries: dict[str, Any], name: str = "region_descriptions.json") -> Path:
    for photo in ("VG_100K/7.jpg", "VG_100K_2/8.jpg"):
        (folder / photo).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((12, 16, 3), 90, np.uint8)).save(folder / photo)
    (folder / name).write_text(json.dumps(entries))
    return folder / name


def test_the_photo_of_a_number_is_called_so(tmp_path: Path) -> None:
    place = genome(tmp_path, {"id": 7, "regions": [region()]}, {"id": 8, "regions": [region("a  wall ")]})
    for given in (place, tmp_path):
        found = open_regions(given)
        assert found is not None
        assert [photo.name for photo in found.photos] == ["VG_100K/7.jpg", "VG_100K_2/8.jpg"]
        assert found.classes == ("a grey wall", "a wall")
        assert found.photos[0].boxes[0].box == (2, 1, 10, 7)


def test_a_part_is_what_the_name_of_its_file_says(tmp_path: Path) -> None:
    genome(tmp_path, {"id": 7, "regions": [region()]}, name="regions_train.json")
    entry = {"id": 7, "file_name": "VG_100K_2/8.jpg", "regions": [region()]}
    genome(tmp_path, entry, name="regions_val.json")
    found = open_regions(tmp_path)
    assert found is not None
    assert {split: len(photos) for split, photos in found.splits.items()} == {"train": 1, "val": 1}


def test_files_of_other_things_hold_no_regions(tmp_path: Path) -> None:
    assert open_regions(genome(tmp_path, {"id": 7, "objects": []})) is None
    genome(tmp_path, {"id": 7, "regions": [region()]}, name="region_graphs.json").with_name(
        "region_descriptions.json"
    ).unlink()
    assert open_regions(tmp_path) is None
    assert open_regions(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"phrase": None}, r"phrase of regions\[0\] of \[0\] of .* is a text, got None"),
        ({"x": "left"}, r"x of regions\[0\] of \[0\] of .* is a number, got 'left'"),
        ({"width": float("nan")}, "width .* is a number, got nan"),
    ],
)
def test_a_region_that_is_wrong_is_named_with_its_place(
    tmp_path: Path, wrong: dict[str, Any], what: str
) -> None:
    place = genome(tmp_path, {"id": 7, "regions": [region(**wrong)]})
    with pytest.raises(DataError, match=what):
        open_regions(place)


def test_a_photo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\[0\] of .* is of the photo 9.jpg, which is not there"):
        open_regions(genome(tmp_path, {"id": 9, "regions": []}))


def test_a_photo_that_stands_there_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="stands there already"):
        open_regions(genome(tmp_path, {"id": 7, "regions": []}, {"id": 7, "regions": []}))


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    place = genome(tmp_path)
    place.write_text('[{"id": 7, "reg')
    with pytest.raises(DataError, match="no whole JSON"):
        open_regions(place)


def test_regions_without_words_are_left_out_and_counted(tmp_path: Path) -> None:
    found = open_regions(genome(tmp_path, {"id": 7, "regions": [region(), region(" ")]}))
    assert found is not None
    assert [len(photo.boxes) for photo in found.photos] == [1]
    assert "left out: 1, the first in regions[1] of [0]" in found.notes[0]


def test_an_examination_tells_phrases_and_faults(tmp_path: Path) -> None:
    regions = [region(), region("a wall"), region("a wall"), region("a cat", width=40), region("b", width=0)]
    genome(tmp_path, {"id": 7, "regions": regions})
    found = convscope.data(tmp_path)
    assert isinstance(found, RegionExamination)
    assert found.regions == {"all": 5}
    assert found.lengths == (1, 2, 3)
    assert (found.words, found.rare) == (5, 3)
    assert found.frequent[0] == "a wall"
    assert sorted(fault.kind for fault in found.faults) == ["degenerate", "outside", "twice"]


def test_sentences_and_regions_of_the_same_photos_are_both_told(tmp_path: Path) -> None:
    genome(tmp_path, {"id": 7, "regions": [region()]})
    (tmp_path / "told.csv").write_text("path,caption\n7.jpg,A wall.\n")
    found = convscope.data(tmp_path)
    assert isinstance(found, CaptionExamination)
    assert found.regions is not None
    assert found.regions.regions == {"all": 1}
