"""A class for each pixel of a photo, of networks whose answer is known."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from cli.typed import typed
from convscope import Network
from convscope.datasets.masked.mask_values import mask_values
from convscope.errors import NetworkError
from convscope.images import Photo, Preprocessing


class Colours(nn.Module):
    """The score of a class is that channel: red, green or blue wins."""

    def forward(self, photos: Tensor) -> Tensor:
        return photos * torch.tensor([1.0, 1.0, 1.0])[:, None, None]


def network(**how: Any) -> Network:
    return Network(
        Colours(), input_shape=(3, 64, 64), labels=("red", "green", "blue"), task="segmentation", **how
    )


def halves(rows: int, columns: int) -> Photo:
    """Red at the left, blue at the right."""
    pixels = np.zeros((rows, columns, 3), np.uint8)
    pixels[:, : columns // 2, 0] = pixels[:, columns // 2 :, 2] = 255
    return Photo("halves", pixels)


@pytest.mark.parametrize("size", [(64, 64), (90, 200), (300, 70)])
def test_the_whole_photo_has_classes_in_its_own_resolution(size: tuple[int, int]) -> None:
    found = convscope.segment(network(), halves(*size))
    assert found.classes.shape == size
    assert [(one.label, round(one.share, 1)) for one in found.shares] == [("red", 0.5), ("blue", 0.5)]
    assert set(found.classes[:, : size[1] // 2 - 4].ravel().tolist()) == {0}


def test_tiles_give_the_classes_of_the_whole() -> None:
    whole, tiles = (convscope.segment(network(), halves(192, 320), tile=tile) for tile in (None, 64))
    assert (whole.classes == tiles.classes).mean() > 0.99


def test_a_photo_of_more_than_a_million_pixels_is_seen_in_tiles_by_a_network_that_sees_its_own_pixels() -> (
    None
):
    own = Preprocessing((64, 64), None, "bilinear", (0.0,) * 3, (1.0,) * 3, fit="own")
    seen = [convscope.segment(network(preprocessing=own), halves(rows, 1024)).tile for rows in (1000, 1100)]
    assert seen == [None, 512]


def test_things_have_numbers_areas_and_boxes() -> None:
    things = Network(Colours(), input_shape=(3, 64, 64), task="things")
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[..., 0] = 200
    pixels[10:20, 10:30], pixels[40:50, 40:60] = (0, 250, 0), (0, 250, 0)
    found = convscope.segment(things, Photo("two", pixels))
    assert found.instances is not None
    assert [(one.number, one.label) for one in found.instances] == [(1, "inside"), (2, "inside")]
    assert [abs(one.area - 200) < 20 for one in found.instances] == [True, True]
    assert np.abs(np.array(found.instances[0].box) - [10, 10, 30, 20]).max() <= 1
    assert found.document()["instances"][1]["number"] == 2


def test_a_network_that_does_not_tell_things_apart_has_no_instances() -> None:
    assert convscope.segment(network(), halves(64, 96)).document()["instances"] is None


def test_a_tall_photo_needs_memory_for_one_row_of_tiles() -> None:
    code = """
import resource, numpy as np, torch
from convscope.images import Photo
from convscope.segmentation.class_scores import tiled_winners
photo = Photo("tall", np.zeros((20000, 256, 3), np.uint8))
scores = lambda part: torch.zeros(64, part.rows, part.columns)
tiled_winners(scores, Photo("small", photo.pixels[:1024]), 256, 64)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
tiled_winners(scores, photo, 256, 64)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    grown = int(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )
    # In KiB; the scores of the whole photo would be 1.25 GiB.
    assert grown < 100 * 1024


def test_the_mask_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    found = convscope.segment(network(), halves(64, 96))
    found.save(tmp_path / "mask.png", tmp_path / "picture.png")
    assert (mask_values((tmp_path / "mask.png").read_bytes(), "mask.png").values == found.classes).all()


def test_the_picture_is_the_photo_with_the_legend_beside_it(tmp_path: Path) -> None:
    found = convscope.segment(network(), halves(64, 96))
    assert found.overlay().height == 64
    assert found.overlay().width > 96


def test_one_score_a_place_tells_two_classes_apart() -> None:
    class Red(nn.Module):
        def forward(self, photos: Tensor) -> Tensor:
            return photos[:, :1] - 0.5

    one = Network(Red(), input_shape=(3, 64, 64), labels=("other", "red"), task="segmentation")
    assert [share.label for share in convscope.segment(one, halves(64, 128)).shares] == ["other", "red"]


def test_a_classifier_is_refused() -> None:
    classifier = Network(
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()), input_shape=(3, 64, 64)
    )
    with pytest.raises(NetworkError, match="gives a class for each place of a photo, got Sequential"):
        convscope.segment(classifier, halves(64, 64))


@pytest.mark.parametrize(("tile", "overlap"), [(16, None), (64, 40)])
def test_tiles_that_are_too_small_are_refused(tile: int, overlap: int | None) -> None:
    with pytest.raises(NetworkError, match="A tile has at least 32 rows"):
        convscope.segment(network(), halves(64, 64), tile=tile, overlap=overlap)


def test_the_command_writes_masks_and_tells_unreadable_photos(tmp_path: Path) -> None:
    file = tmp_path / "colours.py"
    file.write_text(
        "from torch import nn\n\n\ndef made():\n    net = nn.Conv2d(3, 3, 1, bias=False)\n"
        "    nn.init.dirac_(net.weight)\n    return net\n"
    )
    Image.fromarray(halves(64, 64).pixels).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"no picture")
    result = typed(
        "segment", str(tmp_path / "a.png"), str(tmp_path / "b.png"), "--network", f"{file}:made", "--run-code",
        "--task", "segmentation", "--labels", "red,green,blue", "--out", str(tmp_path / "masks"), "--json",
    )  # fmt: skip
    assert result.code == 2
    assert "b.png is not an image" in result.err
    (one,) = result.document["photos"]
    assert [said["label"] for said in one["classes"]] == ["red", "blue"]
    assert Path(one["mask"]).exists()
    assert Path(one["picture"]).exists()


def test_the_command_numbers_things(tmp_path: Path) -> None:
    file = tmp_path / "colours.py"
    file.write_text(
        "from torch import nn\n\n\ndef made():\n    net = nn.Conv2d(3, 3, 1, bias=False)\n"
        "    nn.init.dirac_(net.weight)\n    return net\n"
    )
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[..., 0] = 200
    pixels[8:24, 8:24] = pixels[40:56, 40:56] = (0, 250, 0)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    result = typed(
        "segment", str(tmp_path / "a.png"), "--network", f"{file}:made", "--run-code", "--task", "things",
        "--labels", "background,cell,border", "--out", str(tmp_path / "masks"), "--json",
    )  # fmt: skip
    (one,) = result.document["photos"]
    assert [thing["label"] for thing in one["instances"]] == ["cell", "cell"]
    assert sorted(np.unique(np.asarray(Image.open(one["numbers"]))).tolist()) == [0, 1, 2]
    assert mask_values(Path(one["numbers"]).read_bytes(), "a.png").values.max() == 2
