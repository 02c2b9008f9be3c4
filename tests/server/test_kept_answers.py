"""The folder of kept answers: bounded, and never believed where it is damaged."""

import os
from pathlib import Path

from convscope.server.answer import Answer
from convscope.server.kept_answers import KeptAnswers


def answer(size: int) -> Answer:
    return Answer(os.urandom(size), "application/octet-stream", {"X-Convscope-Shape": f"{size}"})


def test_what_was_kept_is_found_by_another_server(tmp_path: Path) -> None:
    KeptAnswers(tmp_path).put("key", kept := answer(100))
    assert KeptAnswers(tmp_path).find("key") == kept


def test_a_file_that_is_damaged_is_no_answer(tmp_path: Path) -> None:
    KeptAnswers(tmp_path).put("key", answer(100))
    (place,) = tmp_path.iterdir()
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    assert KeptAnswers(tmp_path).find("key") is None


def test_the_folder_stays_as_small_as_was_said(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, most_bytes=160_000)
    for number in range(200):
        kept.put(f"{number}", answer(5_000))
        assert sum(place.stat().st_size for place in tmp_path.iterdir()) < 160_000 * 18 / 16
    assert kept.find("199") is not None
    assert kept.find("0") is None


def test_what_was_asked_for_last_stays_the_longest(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, most_bytes=60_000)
    kept.put("first", answer(5_000))
    for number in range(40):
        os.utime(tmp_path / "first.answer", (2e9, 2e9))
        kept.put(f"{number}", answer(5_000))
    assert kept.find("first") is not None
