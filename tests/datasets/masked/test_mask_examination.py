"""What is found in photos with masks."""

from pathlib import Path

import numpy as np
import pytest

import convscope
from cli.typed import typed
from convscope.datasets.masked.mask_examination import MaskExamination
from datasets.masked.masked_photos import halves, named, pair, photo, save


def examined(place: Path) -> MaskExamination:
    found = convscope.data(place)
    assert isinstance(found, MaskExamination)
    return found


def test_shares_are_of_the_places_that_count(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(255, 1))
    pair(tmp_path, "b", halves(0, 1))
    found = examined(tmp_path)
    assert found.shares["all"] == pytest.approx((1 / 3, 2 / 3, 0))
    assert found.occurrences["all"] == (1, 2, 0)
    assert found.ignored == 0.25


def test_things_are_counted(tmp_path: Path) -> None:
    for stem, left, right in (("a", 0, 7), ("b", 4, 9), ("c", 0, 0)):
        photo(tmp_path / "images" / f"{stem}.jpg")
        save(tmp_path / "instances" / f"{stem}.png", halves(left, right, dtype=np.uint16))
    assert examined(tmp_path).things == (0, 1, 2)


def test_a_mask_of_another_size_is_a_fault(tmp_path: Path) -> None:
    named(tmp_path, "sky", "road", "car")
    pair(tmp_path, "a", halves(0, 1, (6, 8)))
    assert [fault.said for fault in examined(tmp_path).faults] == [
        "The mask masks/a.png is 6x8, and its photo images/a.jpg is 12x16."
    ]


def test_a_photo_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    pair(tmp_path, "a", halves(0, 1))
    (tmp_path / "images" / "a.jpg").write_bytes(b"no picture")
    assert [name for name, _ in examined(tmp_path).unreadable] == ["images/a.jpg"]


def test_the_command_reports_masks_and_draws_them(tmp_path: Path) -> None:
    named(tmp_path / "streets", "sky", "road", "car")
    pair(tmp_path / "streets", "a", halves(0, 1))
    pair(tmp_path / "streets", "b", halves(0, 9))
    sheet = tmp_path / "sheet.png"
    result = typed("data", str(tmp_path / "streets"), "--out", str(sheet))
    assert result.code == 0, result.err
    assert "The mask masks/b.png holds 9 in row 0, column 8" in result.out
    assert sheet.exists()


def test_the_command_gives_shares_as_json(tmp_path: Path) -> None:
    named(tmp_path / "streets", "sky", "road", "car")
    pair(tmp_path / "streets", "a", halves(0, 1))
    document = typed("data", str(tmp_path / "streets"), "--out", str(tmp_path / "s.png"), "--json").document
    assert document["shares"] == {"all": {"sky": 0.5, "road": 0.5, "car": 0}}
