"""Segmenters as files: scores as they are, and a card with the figures of masks."""

from pathlib import Path

import numpy as np
import pytest
import torch

import convscope
from convscope.exports.segmenter_card import segmenter_classes, segmenter_limits
from network.segmenters.tiny import TINY

runtime = pytest.importorskip("onnxruntime")

MEASURED = {
    "classes": [
        {"label": "sky", "share": 0.9, "IoU": 0.95, "Dice": 0.97, "recall": 0.99, "boundary F": 0.7},
        {"label": "pole", "share": 0.1, "IoU": 0.2, "Dice": 0.33, "recall": 0.25, "boundary F": None},
    ],
    "confusion": {"classes": ["sky", "pole"], "counts": [[89, 1], [6, 4]]},
    "things": {"found": 7, "there": 9},
}


def test_an_exported_segmenter_gives_the_scores_of_the_network(tmp_path: Path) -> None:
    network = convscope.open_network(TINY, weights="random", size=(64, 96))
    made = convscope.export(network, tmp_path / "tiny.onnx")
    photos = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    session = runtime.InferenceSession(str(made.files[0]))
    (found,) = session.run(None, {session.get_inputs()[0].name: photos.numpy()})
    assert np.allclose(found, network.scores(photos).numpy(), atol=1e-4)


def test_the_card_says_the_figures_of_classes_the_lowest_iou_first() -> None:
    lines = segmenter_classes(MEASURED).splitlines()
    assert lines[0].split("|")[1].strip() == "class"
    assert "pole" in lines[2]
    assert "0.200" in lines[2]


def test_the_card_says_what_is_taken_for_what() -> None:
    assert list(segmenter_limits(MEASURED)) == [
        "It took 60% of the places of pole for sky.",
        "It found 7 things where 9 were.",
    ]
