"""What detections are worth, and the confusion that follows."""

import numpy as np

from convscope.detection.class_confusion import class_confusion
from convscope.detection.verdicts import verdicts
from detection.judged_photos import judged

DISC, ROD = (0, 0, 10, 10, 0), (20, 0, 30, 10, 1)
EXACT, NEAR, FAR = DISC[:4], (0, 0, 10, 6), (50, 50, 60, 60)


def test_a_detection_that_finds_a_thing_is_right_and_says_how_well() -> None:
    (one,) = verdicts(judged([(*NEAR, 0.9, 0)], [DISC]))
    assert (one.value, one.thing, round(one.iou, 3)) == ("right", 0, 0.6)


def test_verdicts_come_from_the_highest_score_to_the_lowest() -> None:
    found = verdicts(judged([(*FAR, 0.2, 0), (*EXACT, 0.9, 0)], [DISC]))
    assert [(one.detection, one.value) for one in found] == [(1, "right"), (0, "background")]


def test_what_lies_in_a_crowd_is_neither_right_nor_wrong() -> None:
    (one,) = verdicts(judged([(1, 1, 5, 5, 0.9, 0)], [DISC], crowds=[True]))
    assert one.value == "crowd"


def test_confusion_counts_the_found_the_mistaken_the_invented_and_the_missed() -> None:
    photo = judged([(*EXACT, 0.9, 0), (*ROD[:4], 0.8, 0), (*FAR, 0.7, 1)], [DISC, ROD, (70, 0, 80, 10, 1)])
    np.testing.assert_array_equal(class_confusion([photo], 2, score=0.3), [[1, 0, 0], [1, 0, 1], [0, 1, 0]])


def test_confusion_leaves_out_what_is_not_shown() -> None:
    photo = judged([(*EXACT, 0.2, 0)], [DISC])
    np.testing.assert_array_equal(class_confusion([photo], 1, score=0.3), [[0, 1], [0, 0]])
