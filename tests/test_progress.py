"""Progress: parts that count on, and cancelling from either side."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from convscope.errors import Cancelled
from convscope.progress import Part, Progress


class Recorded(Progress):
    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[int, int | None, str]] = []
        self.pictures: list[Any] = []

    def step(self, done: int, total: int | None, *, what: str = "", picture: Any = None, **_: Any) -> None:
        self.steps.append((done, total, what))
        self.pictures.append(picture and picture())


def test_a_part_counts_on_from_what_was_done_before() -> None:
    whole = Recorded()
    Part(whole, 10, 30, what="dream").step(2, 10, what="octave")
    assert whole.steps == [(12, 30, "dream")]


def test_parts_of_parts_add_up() -> None:
    whole = Recorded()
    Part(Part(whole, 10, 30), 5, 8).step(1, 2, what="octave")
    assert whole.steps == [(16, 30, "octave")]


def test_a_part_changes_the_picture_that_it_shows() -> None:
    whole = Recorded()
    part = Part(whole, 0, 1, picture=lambda picture: picture.convert("L"))
    part.step(1, 1, picture=lambda: Image.new("RGB", (2, 2)))
    assert whole.pictures[0].mode == "L"


def test_whoever_cancels_the_whole_cancels_the_part() -> None:
    whole = Progress()
    part = Part(whole, 0, 1)
    assert not part.cancelled
    whole.cancel()
    with pytest.raises(Cancelled):
        part.check()


def test_whoever_cancels_the_part_cancels_the_whole() -> None:
    whole = Progress()
    Part(whole, 0, 1).cancel()
    assert whole.cancelled
