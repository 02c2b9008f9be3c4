"""Things whose masks COCO and LabelMe write are photos with masks, each thing whole and of its class."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

import convscope
from cli.typed import typed
from convscope.datasets.boxed.box_examination import BoxExamination
from convscope.datasets.boxed.box_sheet import box_sheet
from convscope.datasets.masked import MaskedDataset, masks_at
from convscope.datasets.masked.coding import IGNORED
from convscope.datasets.masked.marks import Marks
from convscope.errors import DataError, ImageError
from datasets.masked.masked_photos import photo
from datasets.masked.outlined_photos import SIZE, annotation, document, square, write, write_outlined


def marks(dataset: MaskedDataset, place: int = 0) -> Marks:
    return dataset.photos[place].marks(dataset.coding)


def one_photo(place: Path, *things: tuple[int, list[float], dict[str, Any]]) -> Path:
    photo(place / "images" / "a.png", SIZE)
    written = document()
    written["images"].append({"id": 1, "file_name": "a.png", "height": SIZE[0], "width": SIZE[1]})
    for category, corners, other in things:
        annotation(written, 1, category, corners, **other)
    write(place / "annotations" / "all.json", written)
    return place


def test_things_have_the_pixels_that_pycocotools_gives_them(tmp_path: Path) -> None:
    data = masks_at(write_outlined(tmp_path / "data", 8))
    theirs = COCO(str(tmp_path / "data" / "annotations" / "train.json"))
    for place, image in enumerate(theirs.loadImgs(theirs.getImgIds())):
        things = marks(data, place).things
        assert things is not None
        annotations = theirs.loadAnns(theirs.getAnnIds(image["id"]))
        for number, one in enumerate(annotations, 1):
            assert ((things.layers == number).any(0) == theirs.annToMask(one)).all()
        names = [theirs.cats[one["category_id"]]["name"] for one in annotations]
        assert [data.classes[label] for label in things.labels] == names


def test_places_of_two_classes_count_for_none_and_those_of_one_class_do(tmp_path: Path) -> None:
    one_photo(tmp_path, *((label, square(left, 10, 20), {}) for label, left in ((5, 10), (2, 20), (2, 30))))
    found = marks(masks_at(tmp_path))
    assert [int(found.classes[15, column]) for column in (5, 15, 25, 35, 45)] == [0, 1, IGNORED, 2, 2]


def test_the_smaller_of_two_things_is_seen_in_front(tmp_path: Path) -> None:
    found = marks(masks_at(one_photo(tmp_path, (5, square(20, 20, 8), {}), (2, square(10, 10, 30), {}))))
    assert found.things is not None
    assert [int(found.things.numbers[row, row]) for row in (12, 24, 45)] == [2, 1, 0]


def test_a_crowd_needs_no_mask_and_is_no_thing_that_is_seen(tmp_path: Path) -> None:
    crowd = (5, square(40, 10, 20), {"iscrowd": 1, "segmentation": []})
    found = marks(masks_at(one_photo(tmp_path, (2, square(10, 10, 20), {}), crowd)))
    assert found.things is not None
    assert found.things.crowds.tolist() == [False, True]
    assert set(found.things.numbers.ravel()) == {0, 1}
    assert found.classes[15, 50] == 1


def test_a_thing_without_a_mask_is_named_where_others_have_one(tmp_path: Path) -> None:
    one_photo(tmp_path, (5, square(1, 1, 9), {}), (2, square(20, 9, 9), {"segmentation": []}))
    with pytest.raises(DataError, match=r"annotations\[1\] of annotations/all.json has no mask, as 1 of 2"):
        masks_at(tmp_path)


def test_boxes_alone_are_no_masks(tmp_path: Path) -> None:
    one_photo(tmp_path, (5, square(1, 1, 9), {"segmentation": []}))
    with pytest.raises(DataError, match="holds no photos with masks"):
        masks_at(tmp_path)


def test_a_mask_that_is_none_is_named_when_it_is_read(tmp_path: Path) -> None:
    data = masks_at(one_photo(tmp_path, (5, square(1, 1, 9), {"segmentation": [[1, 2, 3, 4]]})))
    with pytest.raises(ImageError, match=r"Polygon 0 of annotations\[0\] of annotations/all.json is three"):
        marks(data)


def test_a_class_called_background_is_refused_where_it_has_things(tmp_path: Path) -> None:
    one_photo(tmp_path, (5, square(1, 1, 9), {}))
    place = tmp_path / "annotations" / "all.json"
    place.write_text(place.read_text().replace("square", "background"))
    assert masks_at(tmp_path).classes == ("background", "disc")
    place.write_text(place.read_text().replace("background", "square").replace("disc", "background"))
    with pytest.raises(DataError, match="things of a class 'background'"):
        masks_at(tmp_path)


def test_the_command_tells_wrong_masks_and_draws_the_right_ones(tmp_path: Path) -> None:
    place = one_photo(
        tmp_path / "data",
        (5, square(10, 10, 20), {}),
        (2, square(80, 30, 10), {"segmentation": [square(80, 30, 30)]}),
        (2, square(1, 1, 9), {"segmentation": {"size": [9, 9], "counts": [81]}}),
    )
    found = convscope.data(place)
    assert isinstance(found, BoxExamination)
    assert [fault.said for fault in found.faults if fault.kind == "mask"] == [
        "its mask reaches beyond its photo of 64x96",
        "The mask of annotations[2] of annotations/all.json is 9x9, and its photo is 64x96.",
    ]
    result = typed("data", str(place), "--out", str(tmp_path / "sheet.png"))
    assert "masks that are wrong: 2" in result.out
    drawn = np.asarray(Image.open(tmp_path / "sheet.png").convert("RGB")).reshape(-1, 3)
    assert len(np.unique(drawn, axis=0)) > 10


def test_without_pycocotools_boxes_are_checked_and_masks_are_said_not_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = one_photo(tmp_path / "data", (5, square(10, 10, 20), {}))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pycocotools", None)
        patch.setitem(sys.modules, "pycocotools.mask", None)
        patch.setattr("importlib.util.find_spec", lambda name: None if name == "pycocotools" else name)
        found = convscope.data(place)
        assert isinstance(found, BoxExamination)
        box_sheet(found.dataset)
    assert found.faults == ()
    assert any(
        note.startswith("masks are not checked: ") and "convscope[coco]" in note
        for note in found.dataset.notes
    )


def labelme(place: Path, *shapes: dict[str, Any]) -> Path:
    photo(place / "a.png", SIZE)
    said = {"imagePath": "a.png", "imageHeight": SIZE[0], "imageWidth": SIZE[1], "imageData": None}
    write(place / "a.json", said | {"shapes": list(shapes)})
    return place


def shape(label: str, points: list[list[float]], kind: str = "polygon", **other: Any) -> dict[str, Any]:
    return {"label": label, "points": points, "shape_type": kind} | other


def test_labelme_s_polygons_rectangles_and_circles_are_things(tmp_path: Path) -> None:
    data = masks_at(
        labelme(
            tmp_path,
            shape("wing", [[1, 1], [21, 1], [1, 21]]),
            shape("body", [[30, 40], [50, 20]], "rectangle"),
            shape("eye", [[70, 30], [80, 30]], "circle"),
            shape("axis", [[0, 0], [9, 9]], "line"),
        )
    )
    things = marks(data).things
    assert things is not None
    assert [data.classes[label] for label in things.labels] == ["wing", "body", "eye"]
    areas = np.bincount(things.layers.ravel())[1:]
    assert areas == pytest.approx([200, 400, np.pi * 100], rel=0.06)
    assert data.notes == ("shapes that enclose nothing, such as lines and points, are left out: 1",)


def test_shapes_of_one_group_are_one_thing(tmp_path: Path) -> None:
    parts = [
        shape("bird", [[left, 1], [left + 9, 1], [left, 9]], group_id=group)
        for left, group in ((1, 4), (30, 4), (60, None), (80, None))
    ]
    things = marks(masks_at(labelme(tmp_path, *parts))).things
    assert things is not None
    assert len(things.labels) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (shape("", [[1, 1], [9, 1], [1, 9]]), r"The label of shapes\[1\] of a.json is a text, got ''"),
        (shape("bird", [[1, 1], [9, 1]]), r"points of the polygon shapes\[1\] of a.json are 3 or more"),
        (shape("bird", [[1, 1], [9], [1, 9]]), "3 or more pairs of numbers"),
    ],
)
def test_a_wrong_shape_is_named_with_its_place(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    labelme(tmp_path, shape("bird", [[1, 1], [9, 1], [1, 9]]), wrong)
    with pytest.raises(DataError, match=said):
        masks_at(tmp_path)


def test_what_detect_writes_is_read_as_masks(tmp_path: Path) -> None:
    one_photo(tmp_path, (5, square(10, 10, 20), {}))
    place = tmp_path / "annotations" / "all.json"
    written = json.loads(place.read_text())
    bare = 30 * SIZE[0] + 10
    runs = [bare, 20, *[SIZE[0] - 20, 20] * 9]
    runs.append(SIZE[0] * SIZE[1] - sum(runs))
    written["annotations"][0]["segmentation"] = {"size": list(SIZE), "counts": runs}
    place.write_text(json.dumps(written))
    found = marks(masks_at(tmp_path))
    assert found.classes[10:30, 30:40].all()
    assert found.classes.sum() == 200
