"""The atlas of a layer: all units in the index, a page each, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

import convscope
from convscope.errors import AddressError, OutputError
from convscope.examine.scans import Scan
from convscope.examine.summaries.findings import dead_units
from convscope.progress import Progress
from convscope.report.unit.atlas import atlas
from examine.photos import network, write_photos


class Stopped(Progress):
    """Asks for the end after so many pages, and keeps what it is told."""

    def __init__(self, after: int | None = None) -> None:
        super().__init__()
        self.after, self.notes, self.steps = after, list[str](), 0

    def step(
        self,
        done: int,
        total: int | None,
        *,
        what: str = "",
        picture: Callable[[], Image.Image] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        self.steps += 1
        if done == self.after:
            self.cancel()

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    pytest.importorskip("datasketches")
    photos = write_photos(tmp_path / "photos")
    return convscope.scan(network(), photos, out=tmp_path / "scan", layers=("relu1", "relu2"))


def alive(scan: Scan, layer: str) -> list[int]:
    summary = scan.summary(layer)
    return [unit for unit in range(summary.units) if unit not in dead_units(summary)]


def test_every_unit_that_lives_has_a_page_that_leads_back_to_the_index(scan: Scan, tmp_path: Path) -> None:
    made = atlas("relu2", scan, tmp_path / "atlas", network=network())
    index = made.index.read_text()
    assert made.missing == ()
    assert made.pages == len(alive(scan, "relu2"))
    for unit in range(6):
        page = tmp_path / "atlas" / f"{unit:04}.html"
        assert page.exists() == (unit in alive(scan, "relu2"))
        assert (f'href="{page.name}"' in index) == page.exists()
        if page.exists():
            assert 'href="index.html"' in page.read_text()
            assert f"relu2:{unit}" in page.read_text()


def test_what_it_costs_is_told_after_the_first_page(scan: Scan, tmp_path: Path) -> None:
    shown = Stopped()
    atlas("relu2", scan, tmp_path / "atlas", network=network(), progress=shown)
    assert len(shown.notes) == 1
    assert shown.notes[0].startswith(f"{len(alive(scan, 'relu2'))} pages take about ")


def test_a_stopped_atlas_goes_on_with_the_pages_that_are_missing(scan: Scan, tmp_path: Path) -> None:
    place = tmp_path / "atlas"
    stopped = atlas("relu2", scan, place, network=network(), progress=Stopped(after=1))
    units = alive(scan, "relu2")
    assert (stopped.pages, list(stopped.missing)) == (1, units[1:])
    assert stopped.index.read_text().count('href="0') == 1
    first = (place / f"{units[0]:04}.html").stat().st_mtime_ns
    shown = Stopped()
    whole = atlas("relu2", scan, place, network=network(), progress=shown)
    assert (whole.pages, whole.missing, shown.steps) == (len(units), (), len(units) - 1)
    assert (place / f"{units[0]:04}.html").stat().st_mtime_ns == first


def test_a_few_units_can_be_asked_for(scan: Scan, tmp_path: Path) -> None:
    made = atlas("relu2", scan, tmp_path / "atlas", network=network(), first=2)
    assert made.pages == sum(unit < 2 for unit in alive(scan, "relu2"))
    assert made.units == 6


def test_pages_of_a_scan_that_has_grown_are_made_anew(scan: Scan, tmp_path: Path) -> None:
    place = tmp_path / "atlas"
    atlas("relu2", scan, place, network=network(), first=6)
    write_photos(tmp_path / "photos", range(12, 16))
    grown = convscope.scan(network(), tmp_path / "photos", out=tmp_path / "scan", layers=("relu1", "relu2"))
    shown = Stopped()
    atlas("relu2", grown, place, network=network(), progress=shown)
    assert shown.steps == len(alive(grown, "relu2"))


def test_a_folder_of_something_else_is_left_alone(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "0001.html").write_text("mine")
    with pytest.raises(OutputError, match="holds something else than an atlas"):
        atlas("relu2", scan, tmp_path / "mine", network=network())
    assert (tmp_path / "mine" / "0001.html").read_text() == "mine"


def test_an_unknown_layer_is_refused_before_anything_is_written(scan: Scan, tmp_path: Path) -> None:
    with pytest.raises(AddressError, match="has no layer 'relu9'"):
        atlas("relu9", scan, tmp_path / "atlas", network=network())
    assert not (tmp_path / "atlas").exists()
