from convscope.detection import Detection, Detections

CELL = Detection(1, "RBC", 0.875, (1.0, 2.0, 30.0, 40.5))


def test_a_detection_is_label_score_and_box_in_a_document() -> None:
    assert CELL.document() == {"label": "RBC", "score": 0.875, "box": [1.0, 2.0, 30.0, 40.5]}


def test_detections_are_told_in_a_line() -> None:
    assert repr(Detections([CELL])).count("RBC 87.5%") == 1


def test_no_detection_is_told_as_nothing() -> None:
    assert "nothing" in repr(Detections())
