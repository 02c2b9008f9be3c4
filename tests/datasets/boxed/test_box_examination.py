"""What is found in photos with boxes."""

from pathlib import Path

import pytest

import convscope
from cli.typed import typed
from convscope.datasets.boxed.box_examination import BoxExamination
from datasets.boxed.annotated_photos import coco, document, voc


def examined(place: Path) -> BoxExamination:
    found = convscope.data(place)
    assert isinstance(found, BoxExamination)
    return found


@pytest.mark.parametrize(
    ("box", "kinds"),
    [
        ((0, 0, 64, 48), []),
        ((1, 1, 65, 49), []),
        ((1, 1, 70, 40), ["outside"]),
        ((-5, 1, 20, 40), ["outside"]),
        ((10, 10, 10, 20), ["degenerate"]),
        ((20, 10, 10, 20), ["degenerate"]),
    ],
)
def test_a_faulty_box_is_found(tmp_path: Path, box: tuple[int, int, int, int], kinds: list[str]) -> None:
    voc(tmp_path, "a", [("cat", box)])
    assert [fault.kind for fault in examined(tmp_path).faults] == kinds


def test_the_same_box_of_the_same_class_counts_as_one_fault_however_often(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (1, 2, 9, 9))] * 3 + [("dog", (1, 2, 9, 9))])
    assert [(fault.kind, fault.where) for fault in examined(tmp_path).faults] == [
        ("twice", "line 5 of Annotations/a.xml")
    ]


def test_a_photo_of_another_size_than_its_annotation_says_is_found(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (1, 2, 9, 9))], said=(640, 480))
    assert examined(tmp_path).faults[0].said == "48x64, its annotation says 480x640"


def test_photos_without_boxes_and_crowds_are_counted(tmp_path: Path) -> None:
    coco(tmp_path / "annotations" / "boxes.json", document())
    found = examined(tmp_path)
    assert (found.empty, found.crowds) == (("photos/b.png",), 1)


def test_the_sides_of_a_class_are_square_roots_of_areas(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (0, 0, 4, 9)), ("cat", (0, 0, 8, 8)), ("cat", (0, 0, 16, 25))])
    assert examined(tmp_path).sides == {"cat": (6, 8, 20)}


def test_a_photo_that_cannot_be_read_is_listed_and_its_boxes_are_judged_by_the_annotation(
    tmp_path: Path,
) -> None:
    voc(tmp_path, "a", [("cat", (1, 1, 70, 40))])
    (tmp_path / "JPEGImages" / "a.png").write_bytes(b"no picture")
    found = examined(tmp_path)
    assert [name for name, _ in found.unreadable] == ["JPEGImages/a.png"]
    assert [fault.kind for fault in found.faults] == ["outside"]


def test_thousands_of_boxes_in_a_photo_are_examined(tmp_path: Path) -> None:
    voc(tmp_path, "a", [("cat", (n % 50, n % 40, n % 50 + 5, n % 40 + 5)) for n in range(5000)])
    assert sum(map(sum, examined(tmp_path).counts.values())) == 5000


def test_the_command_reports_boxes_and_draws_them(tmp_path: Path) -> None:
    voc(tmp_path / "cells", "a", [("cat", (1, 2, 9, 9)), ("cat", (5, 5, 5, 5))])
    sheet = tmp_path / "sheet.png"
    result = typed("data", str(tmp_path / "cells"), "--out", str(sheet), "--json")
    assert result.code == 0, result.err
    assert result.document["boxes"] == {"all": {"cat": 2}}
    assert result.document["faults"][0]["where"] == "line 5 of Annotations/a.xml"
    assert sheet.exists()


def test_the_command_prints_where_a_fault_stands(tmp_path: Path) -> None:
    voc(tmp_path / "cells", "a", [("cat", (1, 2, 9, 9)), ("cat", (5, 5, 5, 5))])
    out = typed("data", str(tmp_path / "cells"), "--out", str(tmp_path / "sheet.png")).out
    assert "boxes without area: 1" in out
    assert "  line 5 of Annotations/a.xml: 5 5 5 5" in out


def test_a_fatal_unreadable_photo_is_an_error(tmp_path: Path) -> None:
    voc(tmp_path / "cells", "a", [])
    (tmp_path / "cells" / "JPEGImages" / "a.png").write_bytes(b"no picture")
    result = typed("data", str(tmp_path / "cells"), "--unreadable", "fatal")
    assert result.code == 2
    assert "cannot be read" in result.err


def test_augmentation_of_boxes_is_refused(tmp_path: Path) -> None:
    voc(tmp_path / "cells", "a", [])
    result = typed("data", str(tmp_path / "cells"), "--augment", "flip", "--out", str(tmp_path / "sheet.png"))
    assert (result.code, "holds boxes" in result.err) == (2, True)
