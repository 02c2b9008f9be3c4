"""An embedding of a scan: points, figures, files, new photos."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.errors import OutputError, ScanError
from convscope.examine.scans import Scan
from convscope.report.embedding import Embedding, write_embedding
from examine.photos import network, write_photos


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for package in ("datasketches", "pyarrow", "openTSNE"):
        pytest.importorskip(package)
    monkeypatch.setenv("CONVSCOPE_SCANS", str(tmp_path / "scans"))
    return write_photos(tmp_path / "photos")


@pytest.fixture
def scan(photos: Path) -> Scan:
    return convscope.scan(network(), photos, name="mine")


def coordinates(found: Embedding) -> list[tuple[float, float]]:
    return [(one.x, one.y) for one in found.photos]


def test_each_photo_of_the_scan_is_a_point(scan: Scan, photos: Path) -> None:
    found = convscope.embed("mine")
    assert isinstance(found, Embedding)
    assert [one.photo for one in found.photos] == sorted(
        p.relative_to(photos).as_posix() for p in photos.rglob("*.png")
    )
    assert found.labels == ("bright", "dark")
    assert -1 <= (found.classes.silhouette or 0) <= 1
    assert np.isfinite(coordinates(found)).all()


def test_points_are_kept_and_come_again_without_the_cache(scan: Scan) -> None:
    first = coordinates(convscope.embed(scan))
    (kept,) = (scan.folder / "embeddings").iterdir()
    assert coordinates(convscope.embed(scan, among=3)) == first
    kept.unlink()
    assert coordinates(convscope.embed(scan)) == first
    assert coordinates(convscope.embed(scan, method="pca")) != first


def test_new_photos_are_placed_and_the_others_stay(scan: Scan, tmp_path: Path) -> None:
    before = coordinates(convscope.embed(scan))
    new = write_photos(tmp_path / "new", range(20, 24))
    found = convscope.embed(scan, place=new, network=network())
    assert coordinates(found)[:12] == before
    assert [(one.photo, one.label, one.number) for one in found.photos[12:]] == [
        ("bright/20.png", "bright", None),
        ("bright/22.png", "bright", None),
        ("dark/21.png", "dark", None),
        ("dark/23.png", "dark", None),
    ]


def test_a_photo_of_the_scan_is_placed_where_it_lies(scan: Scan, photos: Path) -> None:
    found = convscope.embed(scan, method="pca", place=photos, network=network())
    np.testing.assert_allclose(coordinates(found)[12:], coordinates(found)[:12], atol=1e-4)


def test_the_table_holds_every_point(scan: Scan, tmp_path: Path) -> None:
    found = convscope.embed(scan)
    write_embedding(found, tmp_path / "points.csv")
    with (tmp_path / "points.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["photo"], row["label"], float(row["x"]), float(row["y"])) for row in rows] == [
        (one.photo, one.label, one.x, one.y) for one in found.photos
    ]


def test_the_picture_and_the_page_are_written_whole(scan: Scan, tmp_path: Path) -> None:
    found = convscope.embed(scan)
    write_embedding(found, tmp_path / "points.png")
    assert np.asarray(Image.open(tmp_path / "points.png")).std() > 0
    write_embedding(found, tmp_path / "points.html")
    assert "bright/00.png" in (tmp_path / "points.html").read_text()
    with pytest.raises(OutputError, match=r"\.html, \.png, \.csv, got"):
        write_embedding(found, tmp_path / "points.pdf")


def test_too_few_photos_and_photos_of_one_vector_are_refused(photos: Path, tmp_path: Path) -> None:
    few = convscope.scan(network(), write_photos(tmp_path / "few", range(4)), name="few")
    with pytest.raises(ScanError, match="at least 5 photos, got 4"):
        convscope.embed(few)
    for number in range(6):
        (tmp_path / "same").mkdir(exist_ok=True)
        Image.new("RGB", (14, 14), (200, 100, 50)).save(tmp_path / "same" / f"{number}.png")
    same = convscope.scan(network(), tmp_path / "same", name="same")
    with pytest.raises(ScanError, match="vectors of the same direction"):
        convscope.embed(same)
    with pytest.raises(ScanError, match="embed cannot take perplexity=0"):
        convscope.embed(few, perplexity=0)


def test_a_photo_that_changed_is_refused(scan: Scan, photos: Path) -> None:
    Image.new("RGB", (30, 30)).save(photos / "bright" / "00.png")
    with pytest.raises(ScanError, match=r"bright/00\.png has changed"):
        convscope.embed(scan)


def test_a_notebook_shows_the_picture_and_the_figures(scan: Scan) -> None:
    found = convscope.embed(scan)
    assert repr(found).startswith("<Embedding 12 photos by t-sne of ")
    assert "trustworthiness" in found._repr_html_()
    assert (found._repr_png_() or b"").startswith(b"\x89PNG")
