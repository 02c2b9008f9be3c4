"""Photos that are alike: by comparing with each photo by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.distance import cosine

import convscope
from convscope.errors import ScanError
from examine.photos import network, write_photos


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


def test_the_neighbours_are_those_of_comparing_each_photo_by_itself(photos: Path) -> None:
    scan = convscope.scan(network(), photos, name="mine", shard=5)
    paths = sorted(photos.rglob("*.png"))
    layer = scan.vectors().layer
    vectors = {
        p.relative_to(photos).as_posix(): network().activations(p, [layer])[layer].numpy() for p in paths
    }
    for path in paths[:3]:
        own = vectors[path.relative_to(photos).as_posix()]
        itself = path.relative_to(photos).as_posix()
        expected = sorted(
            ((1 - cosine(own, vector), name) for name, vector in vectors.items() if name != itself),
            reverse=True,
        )
        found = convscope.similar(path, "mine", network=network(), count=4)
        assert [one.similarity for one in found.neighbours] == pytest.approx(
            [similarity for similarity, _ in expected[:4]], abs=1e-5
        )
        for one in found.neighbours:
            assert one.similarity == pytest.approx(1 - cosine(own, vectors[one.photo]), abs=1e-5)


def test_the_photo_itself_is_left_out_under_any_name_and_said(photos: Path) -> None:
    shutil.copy(photos / "dark" / "03.png", photos / "bright" / "copy.png")
    convscope.scan(network(), photos, name="mine")
    found = convscope.similar(photos / "dark" / "03.png", "mine", network=network(), count=4)
    assert {*found.same} == {"dark/03.png", "bright/copy.png"}
    assert len(found.neighbours) == 4
    assert not {*found.same} & {one.photo for one in found.neighbours}
    assert {*found.document()["same"]} == {*found.same}


def test_a_map_is_compared_by_its_means_over_the_places(photos: Path) -> None:
    scan = convscope.scan(network(), photos, name="mine", layers=("relu1",), vectors=("relu1",))
    with Image.open(photos / "dark" / "03.png") as photo:
        nearly = np.asarray(photo).copy()
    nearly[0, 0] ^= 1
    path = photos.parent / "nearly.png"
    Image.fromarray(nearly).save(path)
    found = convscope.similar(path, scan, layer="relu1", network=network(), count=1).neighbours[0]
    assert (found.photo, found.label) == ("dark/03.png", "dark")
    assert found.similarity == pytest.approx(1, abs=1e-3)


def test_scores_are_compared_where_the_scan_has_no_other_vectors(photos: Path) -> None:
    scan = convscope.scan(network(), photos, name="mine", layers=("dense1",))
    found = convscope.similar(photos / "dark" / "03.png", scan, network=network())
    assert found.layer == "dense1"
    assert len(found.photos) == 8


def test_the_picture_shows_the_photo_beside_its_neighbours(photos: Path) -> None:
    convscope.scan(network(), photos, name="mine")
    found = convscope.similar(photos / "dark" / "03.png", "mine", network=network(), count=3)
    assert np.asarray(found.picture()).std() > 0
    assert {"photo", "similarity"} <= {*found.document()["neighbours"][0]}


def test_vectors_that_were_not_kept_are_refused(photos: Path) -> None:
    convscope.scan(network(), photos, name="mine")
    with pytest.raises(ScanError, match="keeps no vectors of relu1"):
        convscope.similar(photos / "dark" / "03.png", "mine", layer="relu1")
    convscope.scan(network(), photos, name="others", layers=("relu1",))
    with pytest.raises(ScanError, match="keeps no vectors of the penultimate layer") as refused:
        convscope.similar(photos / "dark" / "03.png", "others")
    assert refused.value.hint == "Scan the layer penultimate as well."
    with pytest.raises(ScanError, match="got 0"):
        convscope.similar(photos / "dark" / "03.png", "mine", count=0)
