"""Boxes of a CSV: read by the names of its columns, or refused in a sentence that names the line."""

from pathlib import Path

import pytest

from convscope.datasets.boxed import open_boxed
from convscope.errors import DataError
from datasets.boxed.annotated_photos import photo, voc


def table(folder: Path, text: str, name: str = "boxes.csv") -> Path:
    for stem in ("a", "b"):
        photo(folder / "photos" / f"{stem}.png")
    (folder / name).write_text(text)
    return folder / name


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("filename,width,height,class,xmin,ymin,xmax,ymax", "64,48,cat,1,2,11,22"),
        ("photo,label,left,top,right,bottom", "cat,1,2,11,22"),
        ("image;class;x1;y1;x2;y2", "cat;1;2;11;22"),
        ("path,category,x,y,width,height", "cat,1,2,10,20"),
    ],
)
def test_columns_are_known_by_their_names(tmp_path: Path, header: str, numbers: str) -> None:
    sign = ";" if ";" in header else ","
    opened = open_boxed(table(tmp_path, f"{header}\nphotos/a.png{sign}{numbers}\n"))
    assert opened is not None
    (box,) = opened.photos[0].boxes
    assert (opened.form, opened.classes, box.box) == ("CSV", ("cat",), (1, 2, 11, 22))
    assert box.where == "line 2 of boxes.csv"


def test_a_folder_with_a_table_is_read_and_photos_are_found_by_name(tmp_path: Path) -> None:
    table(tmp_path, "filename,class,xmin,ymin,xmax,ymax\na,cat,1,2,3,4\na.png,dog,1,2,3,4\n")
    opened = open_boxed(tmp_path)
    assert opened is not None
    assert [len(one.boxes) for one in opened.photos] == [2]


def test_a_row_of_a_photo_alone_says_that_nothing_is_in_it(tmp_path: Path) -> None:
    opened = open_boxed(
        table(tmp_path, "filename,class,xmin,ymin,xmax,ymax\na.png,,,,,\nb.png,cat,1,2,3,4\n")
    )
    assert opened is not None
    assert [len(one.boxes) for one in opened.photos] == [0, 1]


def test_splits_and_crowds_have_columns(tmp_path: Path) -> None:
    text = "filename,class,xmin,ymin,xmax,ymax,split,iscrowd\na.png,cat,1,2,3,4,train,0\nb.png,cat,1,2,3,4,test,1\n"
    opened = open_boxed(table(tmp_path, text))
    assert opened is not None
    assert {
        name: [box.is_crowd for one in part for box in one.boxes] for name, part in opened.splits.items()
    } == {
        "train": [False],
        "test": [True],
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("c.png,cat,1,2,3,4", r"The photo 'c.png' in line 2 of boxes.csv is not there"),
        (",cat,1,2,3,4", r"There is no photo in line 2"),
        ("a.png,cat,1,two,3,4", r"A box is four numbers, and line 2 of boxes.csv has '1' 'two'"),
        ("a.png,cat,1,2,,4", r"A box is four numbers, and line 2"),
        ("a.png,cat,1,2,nan,4", r"line 2 of boxes.csv is none of pixels"),
        ("a.png,,1,2,3,4", r"The box in line 2 of boxes.csv has no class"),
        ("a.png,cat,1,2,3,4,5", r"Line 2 of boxes.csv has 7 values"),
    ],
)
def test_a_wrong_row_is_refused_by_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        open_boxed(table(tmp_path, f"filename,class,xmin,ymin,xmax,ymax\n{row}\n"))


def test_a_photo_in_two_splits_is_refused(tmp_path: Path) -> None:
    text = "filename,class,xmin,ymin,xmax,ymax,split\na.png,cat,1,2,3,4,train\na.png,cat,1,2,3,4,val\n"
    with pytest.raises(DataError, match="in train, and in val by line 3"):
        open_boxed(table(tmp_path, text))


def test_a_table_without_edges_is_none_of_boxes(tmp_path: Path) -> None:
    assert open_boxed(table(tmp_path, "path,label\nphotos/a.png,cat\n")) is None


def test_of_several_forms_one_is_taken_and_said(tmp_path: Path) -> None:
    voc(tmp_path, "x", [("cat", (1, 2, 3, 4))])
    table(tmp_path, "filename,class,xmin,ymin,xmax,ymax\na.png,dog,1,2,3,4\n")
    opened = open_boxed(tmp_path)
    assert opened is not None
    assert opened.classes == ("cat",)
    assert opened.notes == ("boxes are written as VOC, CSV; those of VOC are taken",)
