"""Every command that a run of Mask R-CNN is given takes it, or says in a sentence why not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.datasets.boxed import open_boxed
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.training import train
from learn.masked_photos import write_photos
from network.detectors.tiny import TINY_MASKS

Document = Callable[..., dict[str, Any]]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "things", 8, are_things=True)


@pytest.fixture(scope="module")
def trained(things: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    options = TrainingOptions(epochs=1, batch_size=4, size=96, checkpoint_seconds=0)
    place = tmp_path_factory.mktemp("runs") / "outlined"
    return f"run:{train(TrainingRequest(str(things), TINY_MASKS, options=options), place).folder}"


@pytest.fixture
def photo(folder: Path, things: Path) -> str:
    pixels = Image.open(things / "test" / "images" / "003.png")
    pixels.save(folder / "photo.png")
    return "photo.png"


def test_segment_numbers_the_things_and_says_their_scores(
    trained: str, photo: str, document: Document
) -> None:
    (one,) = document("segment", photo, "--network", trained, "--score", "0")["photos"]
    numbers = np.asarray(Image.open(one["numbers"]))
    assert numbers.shape == (64, 96)
    assert {thing["number"] for thing in one["instances"]} == set(np.unique(numbers).tolist()) - {0}
    assert all(0 <= thing["score"] <= 1 for thing in one["instances"])


def test_segment_and_detect_see_a_large_photo_in_tiles(
    trained: str, folder: Path, document: Document
) -> None:
    Image.fromarray(np.zeros((150, 200, 3), np.uint8)).save(folder / "slide.png")
    for command in ("segment", "detect"):
        words = (command, "slide.png", "--network", trained, "--score", "0.9", "--tile", "64")
        assert document(*words)["photos"][0]["photo"] == "slide.png"


def test_detect_writes_masks_that_are_read_as_coco(trained: str, photo: str, document: Document) -> None:
    document("detect", photo, "--network", trained, "--score", "0", "--coco", "found.json")
    annotations = json.loads(Path("found.json").read_text())["annotations"]
    assert annotations
    for one in annotations:
        assert one["segmentation"]["size"] == [64, 96]
        assert sum(one["segmentation"]["counts"]) == 64 * 96
    read = open_boxed("found.json")
    assert read is not None


def test_a_place_in_tiles_is_refused(trained: str, photo: str, document: Document) -> None:
    asked = document("detect", photo, "--network", trained, "--at", "4,4", "--tile", "64")
    assert "as a whole" in asked["error"]["message"]


def test_evaluate_says_the_figures_of_boxes_and_of_masks(
    trained: str, folder: Path, document: Document
) -> None:
    judged = document("evaluate", "--network", trained)
    assert {"box mAP@0.5", "mask mAP@0.5", "AP@0.5"} <= judged["metrics"].keys()
    assert judged["split"] == "test"
    assert Path(judged["report"]).is_relative_to("reports") or (folder / judged["report"]).exists()


def test_predict_names_what_it_finds_and_where(trained: str, photo: str, run: Run) -> None:
    code, said, _ = run("predict", photo, "--network", trained)
    assert code == 0
    (found,) = json.loads(said)["predictions"][:1]
    assert found["label"] == "object"
    assert len(found["box"]) == 4


def test_look_reports_why_a_thing_is_found(trained: str, photo: str, document: Document) -> None:
    document("look", photo, "--network", trained)
    (report,) = Path("reports").glob("*.html")
    assert "detection:1" in report.read_text()


def test_explain_shows_where_a_thing_is_found_from(trained: str, photo: str, document: Document) -> None:
    words = ("explain", photo, "--network", trained, "--target", "detection:1", "--method", "hirescam")
    assert Path(document(*words)["picture"]).exists()


def test_layers_list_the_branch_of_the_masks(trained: str, document: Document) -> None:
    assert "outlining" in json.dumps(document("layers", "--network", trained)["layers"])


def test_a_unit_of_the_branch_is_visualized(trained: str, folder: Path, document: Document) -> None:
    document("visualize", "head.map.smoothing:3", "--network", trained, "--steps", "2")
    assert list(folder.glob("*.png"))


def test_an_onnx_file_is_refused_with_what_to_take_instead(trained: str, folder: Path, run: Run) -> None:
    code, _, said = run("export", trained, "--out", "found.onnx")
    assert code == 2
    assert "pt2" in said
    assert not (folder / "found.onnx").exists()


def test_segment_says_that_a_detector_without_masks_gives_no_classes_of_places(
    photo: str, document: Document
) -> None:
    from network.detectors.tiny import TINY

    said = document("segment", photo, "--network", TINY, "--weights", "random", "--score", "0.5")["error"]
    assert "whose task is boxes" in said["message"]
