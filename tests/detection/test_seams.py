"""Things that two windows of a photo show are told once, from the window that holds them whole."""

from convscope.detection import Box, Detection
from convscope.detection.seams import SeenWindow, merged

SIZE = (100, 160)
LEFT, RIGHT = (0.0, 0.0, 100.0, 100.0), (60.0, 0.0, 160.0, 100.0)


def thing(score: float, *box: float, index: int = 0) -> Detection:
    left, top, right, bottom = box
    return Detection(index, "disc", score, (left, top, right, bottom))


def told(left: list[Detection], right: list[Detection], overlap: float = 0.6) -> list[tuple[float, Box]]:
    windows = [SeenWindow(LEFT, left), SeenWindow(RIGHT, right)]
    return [(one.score, one.box) for one in merged(windows, SIZE, overlap)]


def test_a_thing_that_both_windows_show_whole_is_told_once_by_its_better_score() -> None:
    assert told([thing(0.7, 70, 10, 90, 30)], [thing(0.8, 71, 12, 92, 30)]) == [(0.8, (71, 12, 92, 30))]


def test_a_thing_that_an_edge_cuts_is_taken_from_the_window_that_holds_it_whole() -> None:
    assert told([thing(0.9, 88, 10, 100, 30)], [thing(0.5, 87, 10, 115, 30)]) == [(0.5, (87, 10, 115, 30))]


def test_a_piece_stays_where_no_window_shows_the_whole() -> None:
    assert told([thing(0.9, 88, 10, 100, 30)], []) == [(0.9, (88, 10, 100, 30))]


def test_the_edges_of_the_photo_cut_nothing() -> None:
    whole = thing(0.4, 0, 0, 90, 100)
    assert told([whole], [thing(0.9, 60, 0, 92, 100)]) == [(0.4, whole.box)]


def test_things_of_one_window_are_left_to_its_own_suppression() -> None:
    pair = [thing(0.9, 10, 10, 40, 40), thing(0.8, 18, 10, 48, 40)]
    assert len(told(pair, [])) == 2


def test_things_of_other_classes_do_not_hide_each_other() -> None:
    assert len(told([thing(0.7, 70, 10, 90, 30)], [thing(0.8, 70, 10, 90, 30, index=1)])) == 2


def test_neighbours_that_touch_are_both_told_by_both_windows() -> None:
    pair = [thing(0.9, 64, 10, 80, 30), thing(0.8, 78, 10, 94, 30)]
    assert sorted(told(pair, pair)) == sorted((one.score, one.box) for one in pair)


def test_boxes_that_share_a_little_are_one_thing_only_where_the_user_says_so() -> None:
    left, right = [thing(0.9, 64, 10, 84, 30)], [thing(0.8, 78, 10, 98, 30)]
    assert len(told(left, right, 0.6)) == 2
    assert len(told(left, right, 0.1)) == 1


def test_the_highest_score_comes_first_also_before_things_that_are_whole() -> None:
    scores = [score for score, _ in told([thing(0.9, 80, 60, 100, 80)], [thing(0.5, 120, 10, 140, 30)])]
    assert scores == [0.9, 0.5]


def test_where_nothing_is_found_nothing_is_told() -> None:
    assert told([], []) == []
