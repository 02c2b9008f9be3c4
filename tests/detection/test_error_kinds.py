"""The kinds of errors, each in the smallest photo that has it."""

import pytest

from convscope.detection.error_kinds import counts_of, detection_errors
from detection.judged_photos import judged

DISC = (0, 0, 10, 10, 0)
# IoU of 0.25 and of 0.6 with the disc.
OFF, NEAR = (0, 0, 10, 2.5), (0, 0, 10, 6)
EXACT, FAR = DISC[:4], (50, 50, 60, 60)


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        ([(*EXACT, 0.9, 0)], []),
        ([(*EXACT, 0.9, 1)], ["class"]),
        ([(*OFF, 0.9, 0)], ["place"]),
        ([(*OFF, 0.9, 1)], ["both", "missed"]),
        ([(*EXACT, 0.9, 0), (*NEAR, 0.8, 0)], ["duplicate"]),
        ([(*EXACT, 0.9, 0), (*FAR, 0.8, 0)], ["background"]),
        ([], ["missed"]),
    ],
)
def test_each_error_has_its_kind(found: list[tuple[float, ...]], kinds: list[str]) -> None:
    assert [error.kind for error in detection_errors([judged(found, [DISC])])] == kinds


def test_of_two_detections_of_a_thing_the_lower_score_is_the_duplicate() -> None:
    (error,) = detection_errors([judged([(*NEAR, 0.95, 0), (*EXACT, 0.8, 0)], [DISC])])
    assert (error.kind, error.score) == ("duplicate", 0.8)


def test_detections_below_the_score_neither_err_nor_find() -> None:
    (error,) = detection_errors([judged([(*EXACT, 0.2, 0), (*FAR, 0.2, 0)], [DISC])])
    assert error.kind == "missed"


def test_what_lies_in_a_crowd_is_no_error_and_a_crowd_is_not_missed() -> None:
    assert detection_errors([judged([(1, 1, 5, 5, 0.9, 0)], [DISC], crowds=[True])]) == []


def test_errors_are_counted_by_kind() -> None:
    errors = detection_errors([judged([(*FAR, 0.9, 0)], [DISC])])
    assert counts_of(errors) == {
        "class": 0, "place": 0, "both": 0, "duplicate": 0, "background": 1, "missed": 1
    }  # fmt: skip
