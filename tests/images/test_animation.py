"""Films on disk."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from convscope.errors import OutputError
from convscope.images.animation import save_frames

FRAMES = [Image.fromarray(np.full((32, 48, 3), 20 * number, np.uint8)) for number in range(6)]


def test_a_film_holds_each_frame_once_and_its_last_one_stays(tmp_path: Path) -> None:
    save_frames(iter(FRAMES), tmp_path / "a.mp4", milliseconds=50, last=2000)
    with av.open(str(tmp_path / "a.mp4")) as film:
        stream = film.streams.video[0]
        shown = [frame.to_ndarray(format="rgb24").mean() for frame in film.decode(stream)]
        assert stream.duration is not None
        assert stream.time_base is not None
        seconds = float(stream.duration * stream.time_base)
    assert len(shown) == 6
    assert shown == sorted(shown)
    assert seconds == pytest.approx(5 * 0.05 + 2, abs=0.06)


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_an_animation_holds_each_frame_once_and_its_last_one_stays(tmp_path: Path, ending: str) -> None:
    save_frames(FRAMES, tmp_path / f"a.{ending}", milliseconds=50, last=2000)
    with Image.open(tmp_path / f"a.{ending}") as picture:
        durations = []
        for frame in ImageSequence.Iterator(picture):
            frame.load()
            durations.append(frame.info["duration"])
    assert durations == [50] * 5 + [2000]


def test_no_frame_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no picture"):
        save_frames([], tmp_path / "a.gif")
