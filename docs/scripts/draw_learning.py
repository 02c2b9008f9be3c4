"""Draw the pictures of the two tutorials on cats and dogs: `python docs/scripts/draw_learning.py DATA`.

DATA are the 960 + 240 photos of the tutorials, a folder or an archive.  A head is trained on them as
`convscope train DATA` does, and judged as `convscope evaluate` does; the figures that *why it errs* tells are kept in
`docs/scripts/learning.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from convscope.datasets import open_dataset
from convscope.datasets.augmentation import read_augmentation
from convscope.datasets.sheets import augmentation_sheet, class_sheet
from convscope.learn import TrainingRequest
from convscope.learn.curves import draw_curves
from convscope.learn.training import train
from convscope.render import contact_sheet
from convscope.report.evaluation import Data, Judgement, judge, judgement_document

DOCS = Path(__file__).parent.parent
PICTURES = DOCS / "pictures" / "learning"
FIGURES = DOCS / "scripts" / "learning.json"
SIDE = 168
NEAREST = 2
# What the tutorial tells of an evaluation.
TOLD = (
    "photos",
    "metrics",
    "intervals",
    "confusion",
    "calibration",
    "slices",
    "errors",
    "suspected_training_labels",
)


def main(place: str) -> None:
    """Draw all."""
    dataset = open_dataset(place)
    items = dataset.split("train")
    _save(class_sheet(dataset), "sheet.jpg")
    changed = augmentation_sheet(items[:: len(items) // 6][:6], read_augmentation("medium"), (128, 128))
    _save(changed, "augment.jpg")
    with TemporaryDirectory() as folder:
        run = train(TrainingRequest(place, "efficientnet-lite0"), Path(folder) / "cats")
        draw_curves(run).save(PICTURES / "curves.png")
        data = Data("cats-vs-dogs", "val", dataset.classes, dataset.split("val"), items, dataset.classes)
        judgement = judge(run.network(), data)
    _save(errors(judgement), "errors.jpg")
    _save(suspects(judgement), "suspects.jpg")
    document = judgement_document(judgement)
    FIGURES.write_text(json.dumps({name: document[name] for name in TOLD}, indent=1) + "\n")


def errors(judgement: Judgement) -> Image.Image:
    """A row for each error: the photo, the map of the difference, and the nearest training photos."""
    pictures, captions = [], []
    for case in judgement.cases:
        seen = Image.fromarray(np.asarray(case.attribution.view))
        pictures += [picture.resize((SIDE, SIDE)) for picture in (seen, case.attribution.overlay())]
        captions += [Path(case.photo).name, f"{case.said} {case.said_probability:.0%}, is {case.truth}"]
        for near in case.neighbours[:NEAREST]:
            pictures.append(near.picture.resize((SIDE, SIDE)))
            captions.append(f"{near.label}, cosine {near.nearness:.2f}")
    return contact_sheet(pictures, captions, columns=2 + NEAREST)


def suspects(judgement: Judgement) -> Image.Image:
    """The training photos whose label is suspected."""
    found = judgement.training_suspects
    captions = [f"{Path(one.photo).name}: labelled {one.given}, more like {one.suggested}" for one in found]
    return contact_sheet([one.picture.resize((SIDE, SIDE)) for one in found], captions)


def _save(picture: Image.Image, name: str) -> None:
    picture.save(PICTURES / name, quality=85)


if __name__ == "__main__":
    main(sys.argv[1])
