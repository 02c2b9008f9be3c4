"""Boxes as COCO writes them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pycocotools.coco import COCO

from convscope.datasets.boxed import BoxedDataset, open_boxed
from convscope.errors import DataError
from datasets.boxed.annotated_photos import coco, document, photo


def opened(place: Path) -> BoxedDataset:
    found = open_boxed(place)
    assert found is not None
    return found


def test_the_boxes_are_those_of_pycocotools(tmp_path: Path) -> None:
    place = coco(tmp_path / "annotations" / "instances_val2017.json", document())
    theirs = COCO(str(place))
    expected = [
        (one["bbox"], theirs.loadCats(one["category_id"])[0]["name"], bool(one["iscrowd"]))
        for one in theirs.loadAnns(theirs.getAnnIds(imgIds=7))
    ]
    found = opened(tmp_path)
    assert [
        ([box[0], box[1], box[2] - box[0], box[3] - box[1]], found.classes[label], is_crowd)
        for box, label, is_crowd in ((one.box, one.label, one.is_crowd) for one in found.photos[0].boxes)
    ] == expected


def test_the_name_of_the_file_says_the_split(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "instances_val2017.json", document())
    assert list(opened(tmp_path).splits) == ["val"]


def test_the_file_itself_is_a_data_set(tmp_path: Path) -> None:
    place = coco(tmp_path / "annotations" / "boxes.json", document())
    assert [photo.name for photo in opened(place).splits["all"]] == ["photos/a.png", "photos/b.png"]


def test_a_photo_without_annotations_has_no_boxes(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "boxes.json", document())
    assert opened(tmp_path).photos[1].boxes == ()


def test_crowds_are_not_counted(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "boxes.json", document())
    assert opened(tmp_path).counts("all") == (1, 0)


def with_box(value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["annotations"][1].update(bbox=value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_box([1, 2, 3]), r"bbox of annotations\[1\] of annotations/boxes.json is four numbers"),
        (with_box([1, 2, 3, "4"]), "is four numbers"),
        (with_box([1, 2, 3, float("nan")]), "is four numbers"),
        (
            lambda found: found["annotations"][1].update(image_id=8),
            r"annotations\[1\] of annotations/boxes.json is of the photo 8, which is not listed",
        ),
        (
            lambda found: found["annotations"][1].update(category_id=2),
            "of the category 2, which is not listed",
        ),
        (lambda found: found["annotations"][1].pop("image_id"), "image_id of .* is a whole number, got None"),
        (lambda found: found["images"][1].update(id=7), r"images\[1\] of .* has the id 7 of another photo"),
        (lambda found: found["categories"][1].update(id=3), r"categories\[1\] of .* has the id 3 of 'cat'"),
        (lambda found: found["images"].append("b.png"), r"The id of images\[2\] of .* is a whole number"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    written = document()
    place = coco(tmp_path / "annotations" / "boxes.json", written)
    change(written)
    place.write_text(json.dumps(written))
    with pytest.raises(DataError, match=said):
        open_boxed(tmp_path)


def test_a_missing_photo_is_named(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "boxes.json", document())
    (tmp_path / "photos" / "b.png").unlink()
    with pytest.raises(DataError, match=r"images\[1\] of .* names b.png, which is not there"):
        open_boxed(tmp_path)


def test_a_photo_in_two_files_is_named(tmp_path: Path) -> None:
    for name in ("train", "val"):
        coco(tmp_path / "annotations" / f"{name}.json", document())
    with pytest.raises(
        DataError, match=r"listed in annotations/train.json and again in annotations/val.json"
    ):
        open_boxed(tmp_path)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "boxes.json", document()).write_text('{"images":\n[}')
    with pytest.raises(DataError, match=r"annotations/boxes.json is no whole JSON: line 2 is wrong"):
        open_boxed(tmp_path)


def test_a_broken_file_that_has_nothing_to_do_with_boxes_is_passed_over(tmp_path: Path) -> None:
    photo(tmp_path / "cat" / "1.png")
    (tmp_path / "cat" / "notes.json").write_text("{")
    assert open_boxed(tmp_path) is None
