"""A segmenter beside masks: figures of another package, photos in their order, bad data in a sentence."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torchmetrics.classification import MulticlassF1Score, MulticlassJaccardIndex

import convscope
from convscope.datasets.masked import masks_at
from convscope.errors import ConvscopeError, DataError, EvaluationError
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.images import Preprocessing
from convscope.report.evaluation import write_evaluation
from convscope.report.evaluation.predictions import write_predictions
from learn.masked_photos import write_photos

OWN = Preprocessing((64, 96), None, "bilinear", (0.0,) * 3, (1.0,) * 3, fit="own")


def by_brightness(*labels: str, things: bool = False) -> convscope.Network:
    """A network that calls what is dark the second class and what is bright the third, with errors on the way."""
    module = torch.nn.Conv2d(3, 3, 1)
    with torch.no_grad():
        # The middle wins between 0.35 and 0.75 of white, red alone being read.
        module.weight.zero_()
        module.weight[:, 0, 0, 0] = torch.tensor([0.0, -1.0, 1.0])
        assert module.bias is not None
        module.bias.copy_(torch.tensor([0.0, 0.35, -0.75]))
    task = "things" if things else "segmentation"
    return convscope.Network(
        module, input_shape=(3, 64, 96), labels=labels, task=task, preprocessing=OWN, name="by brightness"
    )


def evaluated(network: convscope.Network, photos: Path, split: str) -> SegmenterEvaluation:
    found = convscope.evaluate(network, photos, split=split)
    assert isinstance(found, SegmenterEvaluation)
    return found


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "shapes", 24)


@pytest.fixture(scope="module")
def evaluation(photos: Path) -> SegmenterEvaluation:
    return evaluated(by_brightness("ground", "disc", "square"), photos, "train")


def test_its_figures_are_those_of_torchmetrics(photos: Path, evaluation: SegmenterEvaluation) -> None:
    data, network = masks_at(photos), by_brightness("ground", "disc", "square")
    truth = [torch.from_numpy(photo.marks(data.coding).classes).flatten() for photo in data.splits["train"]]
    found = [
        torch.from_numpy(convscope.segment(network, photo.pixels()).classes).flatten()
        for photo in data.splits["train"]
    ]
    iou, dice = MulticlassJaccardIndex(3), MulticlassF1Score(3)
    expected = [metric(torch.cat(found).long(), torch.cat(truth).long()) for metric in (iou, dice)]
    assert evaluation.metrics["mean IoU"] == pytest.approx(float(expected[0]), abs=1e-6)
    assert evaluation.metrics["mean Dice"] == pytest.approx(float(expected[1]), abs=1e-6)


def test_the_interval_holds_the_figure(evaluation: SegmenterEvaluation) -> None:
    estimate = evaluation.mean_iou
    assert estimate.low <= evaluation.metrics["mean IoU"] <= estimate.high


def test_the_worst_photos_come_first(evaluation: SegmenterEvaluation) -> None:
    figures = [photo.figure for photo in evaluation.worst]
    assert figures == sorted(figures)
    assert [one.photo for one in evaluation.shown][:3] == [one.photo for one in evaluation.worst][:3]


def test_classes_by_other_numbers_are_compared_by_their_names(photos: Path, tmp_path: Path) -> None:
    network = by_brightness("ground", "disc", "square")
    expected = evaluated(network, photos, "val").document()["metrics"]
    other = tmp_path / "turned"
    for path in sorted((photos / "val").rglob("*.png")):
        values = np.asarray(Image.open(path))
        place = other / path.relative_to(photos)
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(2 - values if path.parent.name == "masks" else values).save(place)
    (other / "classes.txt").write_text("square\ndisc\nground\n")
    assert evaluated(network, other, "val").document()["metrics"] == pytest.approx(expected)


def test_a_class_that_the_network_does_not_know_is_named(photos: Path) -> None:
    with pytest.raises(DataError, match=r"has masks of 'disc', a class that by brightness does not know"):
        convscope.evaluate(by_brightness("ground", "moon", "square"), photos)


def test_things_are_counted_and_matched(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "things", 8, are_things=True)
    network = by_brightness("background", "object", "border of object", things=True)
    found = evaluated(network, place, "train")
    document = found.document()
    assert document["things"]["there"] >= 4
    assert 0 <= document["metrics"]["AP@0.5"] <= 1
    assert [one["label"] for one in document["classes"]] == ["background", "object"]


def test_a_mask_that_does_not_fit_its_photo_is_told_and_left_out(photos: Path, tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 8)
    mask = sorted((place / "val" / "masks").glob("*.png"))[0]
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(mask)
    found = evaluated(by_brightness("ground", "disc", "square"), place, "val")
    assert len(found.failures) == 1
    assert mask.name in found.failures[0].message


def test_data_without_a_mask_that_can_be_read_are_refused(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 4)
    for mask in (place / "val" / "masks").glob("*.png"):
        Image.fromarray(np.zeros((8, 8), np.uint8)).save(mask)
    with pytest.raises(EvaluationError, match="No photo of"):
        convscope.evaluate(by_brightness("ground", "disc", "square"), place, split="val")


@pytest.mark.parametrize("asked", [{"slice_by": "x"}, {"method": "grad-cam"}, {"score": 0.3}])
def test_what_is_for_other_networks_is_refused(photos: Path, asked: dict[str, object]) -> None:
    with pytest.raises(ConvscopeError):
        convscope.evaluate(by_brightness("ground", "disc", "square"), photos, **asked)  # type: ignore[arg-type]


def test_the_report_holds_a_picture_of_each_photo_and_its_figures(
    evaluation: SegmenterEvaluation, tmp_path: Path
) -> None:
    document = write_evaluation(evaluation, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert page.count('alt="what was found"') == len(evaluation.shown) == 12
    assert f"{100 * document['metrics']['mean IoU']:.1f}" in page
    assert json.loads((tmp_path / "report.json").read_text())["metrics"] == document["metrics"]


def test_the_table_has_a_row_for_each_photo(evaluation: SegmenterEvaluation, tmp_path: Path) -> None:
    write_predictions(evaluation, tmp_path / "photos.csv")
    rows = list(csv.DictReader((tmp_path / "photos.csv").open()))
    assert len(rows) == len(evaluation.photos)
    assert {"photo", "mean IoU", "IoU of disc"} <= rows[0].keys()
