"""`convscope denoise`, `upscale` and `repair` as a user types them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from convscope.images.film import open_film

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]

# A network that changes nothing, and one that doubles each pixel.
OWN = """
import torch

class Doubled(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")

def same():
    layer = torch.nn.Conv2d(3, 3, 1, bias=False)
    torch.nn.init.dirac_(layer.weight)
    return layer

def doubled():
    return torch.nn.Sequential(Doubled(), same())
"""
SAME = ("--network", "own.py:same", "--run-code", "--task", "picture", "--input", "32x32")
DOUBLED = ("--network", "own.py:doubled", "--run-code", "--task", "picture", "--input", "32x32")


@pytest.fixture(autouse=True)
def _own(folder: Path) -> None:
    (folder / "own.py").write_text(OWN)
    with Image.open("cat.png") as photo:
        photo.resize((90, 60)).save("small.png")


@pytest.mark.parametrize("command", ["denoise", "repair"])
def test_a_photo_is_written_beside_its_page(document: Document, command: str) -> None:
    (one,) = document(command, "small.png", *SAME)["photos"]
    assert Path(one["picture"]).name == f"small.{command}.own.py-same.png"
    assert Path(one["page"]).exists()
    assert (one["psnr"], one["ssim"]) == (None, None)
    with Image.open(one["picture"]) as found, Image.open("small.png") as photo:
        assert found.tobytes() == photo.tobytes()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_transparent_photo_stays_so_beside_its_page(document: Document, mode: str) -> None:
    clear = Image.open("small.png").convert("RGB").convert(mode)
    clear.putalpha(99)
    clear.save("clear.png")
    (one,) = document("denoise", "clear.png", *SAME)["photos"]
    with Image.open(one["picture"]) as found:
        assert found.getchannel("A").getextrema() == (99, 99)
    assert "data:image/jpeg" in Path(one["page"]).read_text()


def test_what_cannot_be_read_is_a_failure_of_the_document(run: Run) -> None:
    Path("text.png").write_text("no picture")
    code, out, _ = run("denoise", "small.png", "text.png", *SAME, "--json")
    found = json.loads(out)
    assert (code, len(found["photos"])) == (2, 1)
    assert "text.png is not an image" in found["failures"][0]["message"]


def test_an_upscaled_photo_is_larger(document: Document) -> None:
    (one,) = document("upscale", "small.png", *DOUBLED)["photos"]
    with Image.open(one["picture"]) as found:
        assert found.size == (180, 120)
    assert one["scale"] == 2


def test_the_true_photo_gives_figures(run: Run) -> None:
    with Image.open("small.png") as photo:
        photo.rotate(1).save("turned.png")
    code, out, _ = run("denoise", "small.png", "--truth", "turned.png", *SAME)
    assert code == 0
    assert "PSNR" in out
    assert "SSIM" in out


def test_a_second_run_takes_a_numbered_name(document: Document) -> None:
    first, second = (document("denoise", "small.png", *SAME)["photos"][0]["picture"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("ending", ["jpg", "webp"])
def test_pictures_come_in_the_format_that_is_asked_for(document: Document, ending: str) -> None:
    (one,) = document("denoise", "small.png", "--format", ending, *SAME)["photos"]
    with Image.open(one["picture"]) as found:
        assert found.format in ("JPEG", "WEBP")


def test_a_broken_photo_does_not_keep_the_others(run: Run) -> None:
    Path("broken.png").write_bytes(b"no picture")
    code, out, err = run("denoise", "broken.png", "small.png", *SAME)
    assert code == 2
    assert "small.denoise" in out
    assert "broken.png" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("denoise", *SAME), "Missing argument"),
        (("denoise", "cat.png", "small.png", "--truth", "cat.png", *SAME), "One true photo"),
        (("denoise", "small.png", "--truth", "cat.png", *SAME), "cannot be compared"),
        (("denoise", "small.png", "--out", "there.png", *SAME), "folder"),
        (("upscale", "small.png", *SAME), "leaves photos their size"),
        (("denoise", "small.png", *DOUBLED), "makes photos larger"),
        (("denoise", "small.png"), "Expected a network that makes a picture"),
        (("denoise", "small.png", "--tile", "8", *SAME), "32"),
    ],
)
def test_wrong_words_are_one_sentence(run: Run, words: tuple[str, ...], message: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_a_true_photo_of_another_size_leaves_nothing_behind(run: Run) -> None:
    run("denoise", "small.png", "--truth", "cat.png", *SAME)
    assert not list(Path().glob("*denoise*"))


def test_a_film_is_restored_frame_by_frame(folder: Path, document: Document) -> None:
    pytest.importorskip("av")
    frames = [Image.new("RGB", (64, 48), (value, 0, 0)) for value in (0, 120, 255)]
    frames[0].save(folder / "film.gif", save_all=True, append_images=frames[1:], duration=100)
    found = document("upscale", "film.gif", *DOUBLED)
    (film,) = found["films"]
    assert (film["frames"], film["scale"], found["photos"]) == (3, 2, [])
    written = list(open_film(Path(film["video"])).frames())
    assert [pixels.shape for pixels, _ in written] == [(96, 128, 3)] * 3


def test_what_a_mask_leaves_black_stays_as_it_is(folder: Path, document: Document) -> None:
    (folder / "own.py").write_text(f"{OWN}\ndef blank():\n    return torch.nn.Threshold(9.0, 0.0)\n")
    mask = Image.new("L", (90, 60))
    mask.paste(255, (10, 10, 30, 20))
    mask.save("mask.png")
    blank = ("--network", "own.py:blank", *SAME[2:])
    (one,) = document("repair", "small.png", "--mask", "mask.png", *blank)["photos"]
    with Image.open(one["picture"]) as found, Image.open("small.png") as photo:
        photo.paste(0, (10, 10, 30, 20))
        assert found.tobytes() == photo.tobytes()


def test_a_network_that_is_no_run_is_judged_by_photos_that_lie_side_by_side(run: Run) -> None:
    Path("photos").mkdir()
    shutil.copy("small.png", "photos/small.png")
    with Image.open("small.png") as photo:
        photo.crop((0, 0, 1, 1)).save("photos/pixel.png")
    code, out, err = run("evaluate", "photos", *SAME, "--noise", "25", "--json")
    assert (code, json.loads(out)["photos"]) == (2, 1)
    assert "Of the 1 x 1 pixels of pixel.png too few are left to compare." in err


def test_what_is_no_folder_of_photos_is_refused_without_a_word_of_classes(run: Run) -> None:
    code, _, err = run("train", "small.png", *SAME[:3], "--task", "denoise")
    assert code == 2
    assert "small.png is no data set. Give a folder of photos, or an archive of one." in err
