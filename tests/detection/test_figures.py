"""The figures of a detector, by hand and beside COCO's own evaluation."""

import numpy as np
import pytest

from convscope.detection.curves import precision_recall
from convscope.detection.figures import THRESHOLDS, detection_figures, mean_ap50
from detection.judged_photos import judged, of_coco, random_photos

LABELS = ("cell", "disc", "rod")
THING = (0, 0, 10, 10)
ELSEWHERE = (50, 50, 60, 60)


@pytest.mark.parametrize("seed", range(8))
def test_all_figures_are_those_of_coco(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    photos = random_photos(seed)
    figures, coco = detection_figures(photos, LABELS), of_coco(photos, len(LABELS)).stats
    capsys.readouterr()
    mine = [figures.map, figures.map50, *figures.map_of_size.values(), figures.recall]
    theirs = [coco[0], coco[1], *coco[3:6], coco[8]]
    assert mine == pytest.approx(
        [np.nan if value == -1 else value for value in theirs], abs=1e-12, nan_ok=True
    )


@pytest.mark.parametrize("seed", range(4))
def test_each_class_has_the_average_precision_of_coco(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    photos = random_photos(seed)
    precisions = of_coco(photos, len(LABELS)).eval["precision"][:, :, :, 0, 2]
    capsys.readouterr()
    for index, one in enumerate(detection_figures(photos, LABELS).classes):
        assert one.ap50 == pytest.approx(precisions[0, :, index].mean(), abs=1e-12)
        assert one.ap == pytest.approx(precisions[:, :, index].mean(), abs=1e-12)


def test_a_detector_that_finds_each_thing_exactly_has_an_average_precision_of_1() -> None:
    assert mean_ap50([judged([(*THING, 0.4, 0)], [(*THING, 0)])], 1) == 1.0


def test_one_false_detection_above_a_right_one_halves_the_average_precision() -> None:
    photo = judged([(*ELSEWHERE, 0.9, 0), (*THING, 0.4, 0)], [(*THING, 0)])
    assert mean_ap50([photo], 1) == pytest.approx(0.5)


def test_the_second_detection_of_a_thing_is_false() -> None:
    curve = precision_recall([judged([(*THING, 0.9, 0), (*THING, 0.8, 0)], [(*THING, 0)])], 0)
    assert curve.hits.tolist() == [True, False]


def test_a_detection_in_a_crowd_counts_neither_way() -> None:
    photo = judged([(1, 1, 5, 5, 0.9, 0)], [(*THING, 0)], crowds=[True])
    curve = precision_recall([photo], 0)
    assert (len(curve.hits), curve.count) == (0, 0)


def test_classes_that_are_not_there_do_not_count() -> None:
    assert mean_ap50([judged([(*THING, 0.4, 0)], [(*THING, 0)])], 3) == 1.0


def test_without_any_thing_there_is_no_figure() -> None:
    assert np.isnan(mean_ap50([judged([(*THING, 0.4, 0)], [])], 1))


def test_precision_and_recall_at_a_score_are_those_of_the_detections_above_it() -> None:
    photo = judged([(*THING, 0.9, 0), (*ELSEWHERE, 0.6, 0)], [(*THING, 0), (80, 80, 90, 90, 0)])
    curve = precision_recall([photo], 0)
    assert curve.at(0.7) == (1.0, 0.5)
    assert curve.at(0.5) == (0.5, 0.5)
    assert curve.at(0.95) == (1.0, 0.0)


def test_the_thresholds_are_cocos() -> None:
    assert THRESHOLDS == (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
