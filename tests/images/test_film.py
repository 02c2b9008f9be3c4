"""Films read from disk."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from skimage import data

from convscope.errors import ImageError
from convscope.images.film import is_film, open_film
from convscope.images.film_writing import write_film

TICKS = [40, 50, 40, 80, 40, 60]
ENDINGS = ["gif", "webp", "mp4"]


@pytest.fixture(scope="module")
def frames() -> list[Image.Image]:
    cat = Image.fromarray(data.chelsea()).resize((120, 80))
    return [cat.crop((4 * number, 8, 4 * number + 64, 8 + 48)) for number in range(len(TICKS))]


@pytest.fixture
def film(request: pytest.FixtureRequest, tmp_path: Path, frames: list[Image.Image]) -> Path:
    place = tmp_path / f"film.{request.param}"
    write_film(zip(frames, TICKS, strict=True), place, Fraction(1, 1000))
    return place


@pytest.mark.parametrize("film", ENDINGS, indirect=True)
def test_a_film_is_read_with_its_frames_in_their_order(film: Path, frames: list[Image.Image]) -> None:
    read = [pixels.astype(float) for pixels, _ in open_film(film).frames()]
    assert len(read) == len(frames)
    for number, pixels in enumerate(read):
        distances = [np.abs(pixels - np.asarray(frame, float)).mean() for frame in frames]
        assert np.argmin(distances) == number
        assert distances[number] < 12


@pytest.mark.parametrize("film", ["gif", "mp4"], indirect=True)
def test_each_frame_is_shown_as_long_as_it_was_written_to_be(film: Path) -> None:
    opened = open_film(film)
    assert [round(ticks * opened.tick * 1000) for _, ticks in opened.frames()] == TICKS


@pytest.mark.parametrize("film", ENDINGS, indirect=True)
def test_half_a_file_is_refused_in_a_sentence(film: Path) -> None:
    whole = film.read_bytes()
    film.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImageError, match=r"truncated|broken"):
        list(open_film(film).frames())


@pytest.mark.parametrize("film", ["mp4"], indirect=True)
def test_a_film_that_ends_behind_its_header_is_refused(film: Path, tmp_path: Path) -> None:
    fast = tmp_path / "fast.mp4"
    with av.open(str(film)) as source, av.open(str(fast), "w", options={"movflags": "faststart"}) as copy:
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    fast.write_bytes(fast.read_bytes()[:-200])
    with pytest.raises(ImageError, match=r"truncated|broken"):
        list(open_film(fast).frames())


@pytest.mark.parametrize("film", ["mp4"], indirect=True)
def test_a_film_of_a_telephone_held_upright_is_upright(film: Path, tmp_path: Path) -> None:
    lying, _ = next(open_film(film).frames())
    whole = bytearray(film.read_bytes())
    matrix = (
        whole.index(b"tkhd") + 44
    )  # ISO 14496-12: where the track's header says how its pictures are turned
    whole[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    turned = tmp_path / "turned.mp4"
    turned.write_bytes(whole)
    upright, _ = next(open_film(turned).frames())
    assert np.array_equal(upright, np.rot90(lying, -1))


@pytest.mark.parametrize("film", ["mp4"], indirect=True)
def test_a_play_list_opens_no_other_file(film: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.mp4"
    listed.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{film}\n")
    with pytest.raises(ImageError, match="no film"):
        open_film(listed)


@pytest.mark.parametrize("film", ENDINGS, indirect=True)
def test_a_film_of_too_many_pixels_is_refused(film: Path) -> None:
    with pytest.raises(ImageError, match="megapixels"):
        open_film(film, max_megapixels=0.001)


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    place = tmp_path / "sound.mp4"
    with av.open(str(place), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 8000
        for packet in [*stream.encode(silence), *stream.encode()]:
            container.mux(packet)
    with pytest.raises(ImageError, match="no frames"):
        open_film(place)


def test_a_missing_film_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="does not exist"):
        open_film(tmp_path / "none.mp4")


def test_frames_of_several_sizes_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "sizes.avi"
    with av.open(str(place), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for size in ((48, 64), (64, 80)):
            coder = av.CodecContext.create("mjpeg", "w")
            coder.height, coder.width = size
            coder.pix_fmt, coder.time_base = "yuvj420p", Fraction(1, 25)
            frame = av.VideoFrame.from_ndarray(np.full((*size, 3), 128, np.uint8), format="rgb24")
            for packet in [*coder.encode(frame), *coder.encode()]:
                packet.stream = stream
                packet.pts = packet.dts = 0 if size == (48, 64) else 1
                container.mux(packet)
    with pytest.raises(ImageError, match="several sizes: frame 2"):
        list(open_film(place).frames())


def test_an_animation_is_a_film_and_a_still_picture_is_none(
    tmp_path: Path, frames: list[Image.Image]
) -> None:
    frames[0].save(tmp_path / "still.gif")
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert not is_film(tmp_path / "still.gif")
    assert is_film(tmp_path / "moving.gif")
