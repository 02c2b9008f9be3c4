"""The figures of dense captions, by cases that are worked out by hand."""

import math

import numpy as np
import pytest

from convscope.evaluation.region_figures import (
    JudgedRegions,
    figures_of_told,
    judged_regions,
    mean_ap,
    mean_ap_of_boxes,
    merged_regions,
)

TRUE = np.array([[0.0, 0, 100, 100], [200, 0, 300, 100]])
PHRASES = ("a red cat", "a dog")


def told(boxes: list[list[float]], scores: list[float], phrases: list[str]) -> JudgedRegions:
    return judged_regions(
        "photo", np.array(boxes).reshape(-1, 4), np.array(scores), phrases, TRUE, list(PHRASES)
    )


def test_what_is_told_rightly_has_a_mean_ap_of_one() -> None:
    photo = told(TRUE.tolist(), [0.9, 0.8], list(PHRASES))
    assert mean_ap([photo]) == pytest.approx(1)
    assert figures_of_told([photo], 0.3) == {"recall": 1, "precision": 1, "phrases right": 1, "METEOR": 1}


def test_wrong_words_in_right_places_count_for_the_boxes_alone() -> None:
    photo = told(TRUE.tolist(), [0.9, 0.8], ["horse", "horse"])
    assert mean_ap_of_boxes([photo]) == pytest.approx(1)
    assert mean_ap([photo]) == 0


def test_words_that_are_a_little_like_count_at_the_low_thresholds() -> None:
    # "a horse" of "a dog" is 0.1: more than 0 and 0.05 of six thresholds, and the other region is missed.
    photo = told([TRUE[1].tolist()], [0.9], ["a horse"])
    half = 51 / 101  # of the recalls from 0 to 1
    assert mean_ap([photo]) == pytest.approx(half * 2 / 6)


def test_a_box_counts_at_the_overlaps_that_it_reaches() -> None:
    # 55 of 100 columns: an IoU of 0.55 reaches 0.3, 0.4 and 0.5 of five thresholds.
    photo = told([[0, 0, 55, 100]], [0.9], ["a red cat"])
    assert mean_ap_of_boxes([photo]) == pytest.approx(51 / 101 * 3 / 5)


def test_a_region_that_is_told_twice_is_found_once() -> None:
    photo = told([TRUE[0].tolist()] * 2, [0.9, 0.8], ["a dog", "a red cat"])
    assert photo.finds.tolist() == [0, -1]
    figures = figures_of_told([photo], 0.3)
    assert (figures["recall"], figures["precision"], figures["phrases right"]) == (0.5, 0.5, 0)


def test_what_scores_too_little_is_not_told() -> None:
    photo = told(TRUE.tolist(), [0.9, 0.2], list(PHRASES))
    assert figures_of_told([photo], 0.3)["recall"] == 0.5
    assert mean_ap([photo]) == pytest.approx(1)


def test_boxes_that_overlap_much_are_one_region_of_several_phrases() -> None:
    boxes = np.array([[0.0, 0, 100, 100], [300, 0, 400, 100], [0, 0, 100, 90]])
    one, other = merged_regions(boxes, ["a cat", "a dog", "a red cat"])
    assert one.phrases == ("a cat", "a red cat")
    assert one.box.tolist() == [0, 0, 100, 95]
    assert other.phrases == ("a dog",)


def test_a_photo_without_regions_and_words_has_no_figures() -> None:
    photo = judged_regions("photo", np.zeros((0, 4)), np.zeros(0), [], np.zeros((0, 4)), [])
    assert math.isnan(mean_ap([photo]))
    assert all(map(math.isnan, figures_of_told([photo], 0.3).values()))
