"""Masks and pictures that networks give: those of Python."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import convscope
from convscope.network.task.boxes import Boxes
from server.client import Served, array_of, toy
from toy_outputs import finder, outliner, restorer, segmenter


def test_the_mask_has_the_class_that_wins_each_place(tmp_path: Path) -> None:
    served = Served(tmp_path, segmenter())
    answer = served.get(f"photos/{served.id}/mask")
    found = array_of(answer)
    scores = served.network.scores(served.network.prepare(served.network.photo(served.photo)))[0]
    assert np.array_equal(found, scores.argmax(0).numpy())
    classes = json.loads(answer.headers["x-convscope-about"])
    assert [one["label"] for one in classes] == [
        one.label for one in convscope.predict(served.network, served.photo)
    ]
    assert sum(one["share"] for one in classes) == pytest.approx(1)
    assert all(np.mean(found == one["index"]) == pytest.approx(one["share"]) for one in classes)


def test_the_picture_is_that_of_the_network_in_the_scale_of_the_photo(tmp_path: Path) -> None:
    served = Served(tmp_path, restorer())
    pixels = np.asarray(Image.open(io.BytesIO(served.get(f"photos/{served.id}/result").content)))
    values = served.network.scores(served.network.prepare(served.network.photo(served.photo)))[0]
    expected = (values * torch.tensor([0.2, 0.3, 0.4])[:, None, None] + 0.5).clamp(0, 1)
    assert np.abs(pixels / 255 - expected.permute(1, 2, 0).numpy()).max() < 0.51 / 255


def test_the_boxes_are_those_of_the_task(tmp_path: Path) -> None:
    served = Served(tmp_path, finder())
    rows = served.get(f"photos/{served.id}/boxes").json()
    network = served.network
    assert isinstance(network.task, Boxes)
    scores = network.scores(network.prepare(network.photo(served.photo)))
    for least in (0.05, 0.5):
        (expected,) = network.task.detections(scores, least=least)
        found = [row for row in rows if row["score"] >= least]
        assert [(row["label"], row["score"], tuple(row["box"])) for row in found] == [
            (one.label, one.score, one.box) for one in expected
        ]
        assert expected


def test_boxes_with_masks_have_outlines_in_them(tmp_path: Path) -> None:
    served = Served(tmp_path, outliner())
    rows = served.get(f"photos/{served.id}/boxes").json()
    assert rows
    for row in rows:
        left, top, right, bottom = row["box"]
        assert row["outline"]
        for x, y in (corner for polygon in row["outline"] for corner in polygon):
            assert left <= x <= right
            assert top <= y <= bottom


def test_a_network_says_how_its_output_is_shown(tmp_path: Path) -> None:
    for number, (network, output) in enumerate(
        ((toy(), "list"), (segmenter(), "mask"), (restorer(), "picture"), (finder(), "boxes"))
    ):
        (place := tmp_path / str(number)).mkdir()
        assert Served(place, network).get("network").json()["output"] == output


@pytest.mark.parametrize("path", ["mask", "result", "boxes"])
def test_what_a_network_does_not_give_is_told(served: Served, path: str) -> None:
    answer = served.get(f"photos/{served.id}/{path}")
    assert answer.status_code == 422
    assert "its task is classes" in answer.json()["error"]["message"]


def test_a_picture_of_other_channels_is_told(tmp_path: Path) -> None:
    served = Served(tmp_path, restorer(channels=2))
    answer = served.get(f"photos/{served.id}/result")
    assert answer.status_code == 422
    assert "2 channels" in answer.json()["error"]["message"]


def test_masks_and_pictures_are_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    served = Served(tmp_path)
    for network, question in ((segmenter(), "/mask"), (restorer(), "/result"), (finder(), "/boxes")):
        page = convscope.publish(network, [served.photo], tmp_path / question[1:], methods=("saliency",))
        assert f'{question}": "' in (page.folder / "answers" / "index.js").read_text()
