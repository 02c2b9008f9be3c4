"""Boxes as VOC writes them."""

from pathlib import Path

import pytest

from convscope.datasets.boxed import BoxedDataset, open_boxed
from convscope.errors import DataError
from datasets.boxed.annotated_photos import photo, split, voc

BCCD = Path(__file__).parents[4] / "shared" / "data" / "bccd-voc.tar"


def opened(place: Path) -> BoxedDataset:
    found = open_boxed(place)
    assert found is not None
    return found


def test_each_object_is_a_box_of_its_class(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (1, 2, 11, 22)), ("ant", (0, 0, 5.5, 6))])
    found = opened(tmp_path)
    assert found.classes == ("ant", "cat")
    assert [(one.box, one.label) for one in found.photos[0].boxes] == [
        ((1, 2, 11, 22), 1),
        ((0, 0, 5.5, 6), 0),
    ]


def test_a_box_knows_the_line_that_says_it(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (1, 2, 11, 22)), ("cat", (3, 3, 9, 9))])
    assert opened(tmp_path).photos[0].boxes[1].where == "line 5 of Annotations/a.xml"


def test_a_photo_without_objects_has_no_boxes(tmp_path: Path) -> None:
    voc(tmp_path, "a", [])
    assert opened(tmp_path).photos[0].boxes == ()


def test_the_lists_divide_the_photos_and_those_in_none_are_named(tmp_path: Path) -> None:
    for stem in "abc":
        voc(tmp_path, stem, [("cat", (1, 2, 11, 22))])
    split(tmp_path, "train", "a")
    split(tmp_path, "val", "b")
    found = opened(tmp_path)
    assert {name: len(photos) for name, photos in found.splits.items()} == {"train": 1, "val": 1}
    assert found.notes == ("annotated photos that are in no list of a split and are left out: 1",)


def test_a_photo_of_another_name_is_found_by_its_filename(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (1, 2, 11, 22))]).rename(tmp_path / "Annotations" / "0001.xml")
    assert opened(tmp_path).photos[0].name == "JPEGImages/a.png"


def test_a_folder_of_classes_has_no_boxes(tmp_path: Path) -> None:
    photo(tmp_path / "cat" / "1.png")
    assert open_boxed(tmp_path) is None


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("<object><name>cat</name></object>", "The object at line 4 of Annotations/a.xml has no bndbox"),
        ("<object><bndbox/></object>", "The bndbox at line 4 of Annotations/a.xml has no xmin"),
        (
            "<object><name>cat</name><bndbox><xmin>one</xmin></bndbox></object>",
            "xmin of the bndbox at line 4 of Annotations/a.xml is a number, got 'one'",
        ),
        (
            "<object><name>cat</name><bndbox><xmin>nan</xmin></bndbox></object>",
            "is a number, got 'nan'",
        ),
        ("<object><name>cat</object>", r"Annotations/a.xml is no whole XML: line 4 is wrong"),
    ],
)
def test_a_wrong_object_is_named_with_its_line(tmp_path: Path, thing: str, said: str) -> None:
    place = voc(tmp_path, "a", [("cat", (1, 2, 3, 4))])
    lines = place.read_text().splitlines()
    place.write_text("\n".join([*lines[:3], thing, lines[-1]]))
    with pytest.raises(DataError, match=said):
        open_boxed(tmp_path)


def test_an_object_without_a_name_is_named_with_its_line(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("", (1, 2, 3, 4))])
    with pytest.raises(DataError, match=r"The object at line 4 of Annotations/a.xml has no name"):
        open_boxed(tmp_path)


def test_an_entity_is_refused_before_it_grows(tmp_path: Path) -> None:
    place = voc(tmp_path, "a", [])
    place.write_text('<!DOCTYPE x [<!ENTITY a "aaaa">]>\n<annotation>&a;&a;</annotation>')
    with pytest.raises(DataError, match=r"declares an entity at line 1"):
        open_boxed(tmp_path)


def test_another_xml_among_the_annotations_is_named(tmp_path: Path) -> None:
    voc(tmp_path, "a", []).write_text("<svg/>")
    with pytest.raises(DataError, match=r"Annotations/a.xml is no annotation of VOC: it begins with <svg>"):
        open_boxed(tmp_path)


def test_an_annotation_without_its_photo_is_named(tmp_path: Path) -> None:
    voc(tmp_path, "a", [])
    (tmp_path / "JPEGImages" / "a.png").unlink()
    with pytest.raises(DataError, match=r"Annotations/a.xml annotates a.png, which is not there"):
        open_boxed(tmp_path)


def test_a_listed_photo_without_annotation_is_named_with_its_line(tmp_path: Path) -> None:
    voc(tmp_path, "a", [])
    split(tmp_path, "train", "a", "b")
    with pytest.raises(DataError, match=r"Line 2 of ImageSets/Main/train.txt names 'b'"):
        open_boxed(tmp_path)


def test_a_photo_in_two_splits_is_named_with_its_line(tmp_path: Path) -> None:
    voc(tmp_path, "a", [])
    split(tmp_path, "train", "a")
    split(tmp_path, "val", "a")
    with pytest.raises(
        DataError, match=r"Line 1 of ImageSets/Main/val.txt names 'a', which is in train already"
    ):
        open_boxed(tmp_path)


@pytest.mark.skipif(not BCCD.exists(), reason="needs ../shared/data")
def test_the_blood_cells_are_read_from_their_archive() -> None:
    found = opened(BCCD)
    assert found.classes == ("Platelets", "RBC", "WBC")
    assert {name: len(photos) for name, photos in found.splits.items()} == {
        "train": 205,
        "val": 87,
        "test": 72,
    }
    assert sum(sum(found.counts(name)) for name in found.splits) == 4155 + 372 + 361
