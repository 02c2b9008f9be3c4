"""Things with boxes and masks beside others, which overlap: COCO's own figures of the same, by masks and by boxes."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from convscope.datasets.masked.marks import MarkedThing, marks_of_things
from convscope.detection import Detection
from convscope.detection.box_mask import BoxMask, Window, run_lengths
from convscope.detection.figures import DetectionFigures, detection_figures
from convscope.evaluation.judged_things import judged_things
from convscope.evaluation.masked_photos import TrueMask
from convscope.images import Photo

SIZE = (80, 120)
LABELS = ("background", "disc", "rod")


class Drawn(NamedTuple):
    """A photo.

    Attributes:
        truth: what is there.
        there: the same as COCO is told it.
        things: that were found.
    """

    truth: TrueMask
    there: list[MarkedThing]
    things: list[Detection]


def drawn(seed: int) -> Drawn:
    """Discs of two classes that overlap, one of them a crowd, and detections near them and elsewhere."""
    generator = np.random.default_rng(seed)
    there: list[MarkedThing] = []
    things: list[Detection] = []
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    for number in range(6):
        row, column = generator.uniform(8, SIZE[0] - 8), generator.uniform(8, SIZE[1] - 8)
        radius, label = generator.uniform(4, 14), int(generator.integers(1, 3))
        inside = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
        there.append(MarkedThing(Window(slice(0, SIZE[0]), slice(0, SIZE[1]), inside), label, number == 5))
        for _ in range(int(generator.integers(0, 3))):
            x, y = column + generator.normal(0, 2), row + generator.normal(0, 2)
            box = (x - radius, y - radius, x + radius, y + radius)
            at = (np.arange(28) + 0.5) / 14 - 1
            values = 1 / (1 + np.exp(20 * (np.hypot(at[:, None], at[None]) - 1)))
            said = label if generator.random() < 0.8 else 3 - label
            mask = BoxMask(values.astype(np.float32), box)
            things.append(Detection(said, LABELS[said], float(generator.random()), box, mask))
    return Drawn(true_mask(there, seed), there, sorted(things, key=lambda one: -one.score))


def true_mask(there: list[MarkedThing], seed: int = 0) -> TrueMask:
    marks = marks_of_things(there, SIZE)
    return TrueMask(Photo(f"{seed}.png", np.zeros((*SIZE, 3), np.uint8)), marks.classes, marks.things)


def of_coco(photos: list[Drawn], kind: str) -> NDArray[np.float64]:
    """COCO's twelve figures."""
    truth = COCO()
    annotations: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for image, photo in enumerate(photos, 1):
        for one in photo.there:
            written = coco_mask.encode(np.asfortranarray(one.window.covered).astype(np.uint8))
            annotations.append(
                {"id": len(annotations) + 1, "image_id": image, "iscrowd": int(one.is_crowd)}
                | {"category_id": one.label, "area": int(one.window.covered.sum())}
                | {"bbox": coco_mask.toBbox(written).tolist(), "segmentation": written}
            )
        for thing in photo.things:
            assert thing.mask is not None
            left, top, right, bottom = thing.box
            common = {"image_id": image, "category_id": thing.index, "score": thing.score}
            if kind == "segm":
                runs = coco_mask.frPyObjects(run_lengths(thing.mask, SIZE), *SIZE)
                results.append(common | {"segmentation": runs})
            else:
                results.append(common | {"bbox": [left, top, right - left, bottom - top]})
    truth.dataset = {
        "info": {},
        "images": [{"id": n, "height": SIZE[0], "width": SIZE[1]} for n in range(1, len(photos) + 1)],
        "annotations": annotations,
        "categories": [{"id": label} for label in (1, 2)],
    }
    truth.createIndex()
    evaluation = COCOeval(truth, truth.loadRes(results), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    found: NDArray[np.float64] = evaluation.stats
    return found


def figures(photos: list[Drawn], kind: str) -> DetectionFigures:
    judged = [judged_things(photo.truth, photo.things, LABELS) for photo in photos]
    return detection_figures([one[kind == "segm"] for one in judged], LABELS)


@pytest.mark.parametrize("kind", ["segm", "bbox"])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_figures_are_those_of_coco(kind: str, seed: int) -> None:
    photos = [drawn(10 * seed + number) for number in range(8)]
    expected, mine = of_coco(photos, kind), figures(photos, kind)
    assert 0.1 < expected[1] < 1
    assert (mine.map, mine.map50, mine.recall) == pytest.approx(
        (expected[0], expected[1], expected[8]), abs=1e-6
    )


@pytest.mark.parametrize("kind", ["segm", "bbox"])
def test_a_photo_without_things_has_only_false_ones(kind: str) -> None:
    things = drawn(3).things
    assert things
    nothing = Drawn(true_mask([]), [], things)
    with_it, without = figures([drawn(4), nothing], kind), figures([drawn(4)], kind)
    assert with_it.map50 <= without.map50
    assert np.isnan(figures([nothing], kind).map50)


def test_where_nothing_is_found_nothing_is_matched() -> None:
    boxes, masks = judged_things(drawn(5).truth, [], LABELS)
    assert masks.overlaps.shape == boxes.overlaps.shape == (0, len(boxes.truth.boxes))
