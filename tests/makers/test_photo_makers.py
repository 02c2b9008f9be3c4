"""What is made of photos: from settings to a PNG that makes its picture again."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence
from skimage import data

import convscope
from convscope.errors import ConvscopeError, ObjectiveError
from convscope.images import decode
from convscope.makers.making import make
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.network import Network
from convscope.report.reproduction import reproduce
from makers.kills import KilledAt, KilledError
from synthesis.pictures import small_network

MAKERS: dict[str, dict[str, Any]] = {
    "dream": {"photo": "cat.png", "layers": ["third"], "size": 96, "octaves": 1, "steps": 3},
    "invert": {"photo": "cat.png", "layers": ["first", "second"], "size": 48, "steps": 3},
    "style": {
        "content": "cat.png", "styles": ["cup.png"], "style_layers": ["second"], "content_layers": ["second"],
        "size": 48, "scales": 1, "steps": 3,
    },
    "caricature": {"photo": "cat.png", "layer": "second", "size": 48, "steps": 3},
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.chelsea()).save("cat.png")
    Image.fromarray(data.coffee()).save("cup.png")
    return tmp_path


@pytest.fixture(scope="module")
def network() -> Network:
    return small_network()


@pytest.mark.parametrize("maker", MAKERS)
def test_a_png_makes_its_picture_again(maker: str, network: Network) -> None:
    made = make(maker, network, MAKERS[maker])
    made.save("a.png")
    again = reproduce("a.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()
    assert again.value == made.value
    assert np.isfinite(made.value)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_killed_run_goes_on_to_the_same_picture(maker: str, network: Network, tmp_path: Path) -> None:
    whole, place = make(maker, network, MAKERS[maker]), tmp_path / "checkpoint"
    making = Making(KilledAt(3), checkpoint=place, checkpoint_seconds=0, key="k")
    with pytest.raises(KilledError):
        make(maker, network, MAKERS[maker], making=making)
    resumed = make(maker, network, MAKERS[maker], making=Making(checkpoint=place, key="k"))
    assert resumed.picture.tobytes() == whole.picture.tobytes()


@pytest.mark.parametrize("maker", MAKERS)
def test_a_stopped_run_keeps_what_it_has(maker: str, network: Network) -> None:
    made = make(maker, network, MAKERS[maker], making=Making(limit=1))
    assert made.stopped
    assert made.steps == 1
    assert made.picture.width > 40


def test_a_zoom_films_each_picture_and_goes_on_after_a_kill(network: Network, tmp_path: Path) -> None:
    asked = {**MAKERS["dream"], "zoom": 2}
    making = Making(frames=48)
    whole = make("dream", network, asked, making=making)
    assert len(making.film) == 3
    assert making.film[-1].tobytes() == whole.picture.tobytes()
    place = tmp_path / "checkpoint"
    killed = Making(KilledAt(6), checkpoint=place, checkpoint_seconds=0, key="k")
    with pytest.raises(KilledError):
        make("dream", network, asked, making=killed)
    resumed = make("dream", network, asked, making=Making(checkpoint=place, key="k"))
    assert resumed.picture.tobytes() == whole.picture.tobytes()


def test_kept_colours_leave_hue_alone(network: Network) -> None:
    made = make("dream", network, {**MAKERS["dream"], "keep_colours": True, "rate": 0.002})
    picture = np.asarray(made.picture).astype(float)
    photo = np.asarray(Image.open("cat.png").resize(made.picture.size, Image.Resampling.LANCZOS)).astype(
        float
    )
    difference = (picture[..., 0] - picture[..., 2]) - (photo[..., 0] - photo[..., 2])
    assert np.abs(difference).mean() < 2


def test_a_guide_is_dreamt_of(network: Network) -> None:
    made = make("dream", network, {**MAKERS["dream"], "guide": "cup.png"})
    assert "guide:third=cup.png" in made.objective
    assert made.value > made.facts["photo_value"]


def test_python_takes_layers_one_or_several(network: Network) -> None:
    one = convscope.dream(network, "cat.png", "third", size=64, octaves=1, steps=1)
    several = convscope.dream(network, "cat.png", ["third"], size=64, octaves=1, steps=1)
    assert one.picture.tobytes() == several.picture.tobytes()


@pytest.mark.parametrize(
    ("maker", "changed", "words"),
    [
        ("dream", {"photo": "dog.png"}, "dog.png does not exist"),
        ("dream", {"layers": ["fourth"]}, "no layer 'fourth'"),
        ("dream", {"layers": ["third:99"]}, "no channel 99"),
        ("dream", {"guide": "cup.png", "layers": ["third:1"]}, "whole layers"),
        ("dream", {"size": 3}, "size"),
        ("dream", {"octave": 3}, "Did you mean octaves"),
        ("style", {"blend": [1, 2]}, "as many blend"),
        ("style", {"masks": ["cat.png", "cat.png"]}, "as many masks"),
        ("style", {"blend": [-1]}, "negative"),
        ("style", {"style_layers": ["second=much"]}, "LAYER=2"),
        ("style", {"style_layers": ["head"]}, "no maps"),
        ("invert", {"layers": ["head"]}, "no maps"),
        ("caricature", {"layer": "head"}, "no maps"),
    ],
)
def test_bad_input_is_told_in_one_sentence(
    maker: str, changed: dict[str, Any], words: str, network: Network
) -> None:
    with pytest.raises(ConvscopeError, match=words):
        make(maker, network, {**MAKERS[maker], **changed})


def test_a_network_that_takes_no_photos_is_refused() -> None:
    from torch import nn

    paired = Network(nn.Sequential(nn.Conv2d(2, 4, 3)), input_shape=(2, 28, 28))
    with pytest.raises(ConvscopeError, match="no photos"):
        make("dream", paired, MAKERS["dream"])


@pytest.mark.parametrize("maker", ["dream", "caricature"])
def test_a_network_of_one_channel_sees_how_light_the_picture_is(maker: str) -> None:
    from torch import nn

    torch.manual_seed(0)
    grey, colour = (  # the second weighs red, green and blue itself
        nn.Sequential(
            OrderedDict(first=nn.Conv2d(channels, 4, 3), relu=nn.ReLU(), second=nn.Conv2d(4, 6, 3, stride=2))
        )
        for channels in (1, 3)
    )
    state = grey.state_dict()
    lightness = torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    colour.load_state_dict({**state, "first.weight": state["first.weight"] * lightness})
    settings = {**MAKERS[maker]} if maker != "dream" else {**MAKERS[maker], "layers": ["second"]}
    found, expected = (
        make(maker, Network(one.eval(), input_shape=(channels, 48, 48)), settings)
        for channels, one in ((1, grey), (3, colour))
    )
    assert found.value == pytest.approx(expected.value, rel=1e-3)
    np.testing.assert_allclose(found.images, expected.images, atol=2 / 255)


@pytest.mark.parametrize("maker", ["invert", "style"])
def test_for_a_network_of_one_channel_pictures_come_nearer_to_what_is_asked(maker: str) -> None:
    from torch import nn

    torch.manual_seed(0)
    module = nn.Sequential(
        OrderedDict(first=nn.Conv2d(1, 4, 3), relu=nn.ReLU(), second=nn.Conv2d(4, 6, 3, stride=2))
    )
    network = Network(module.eval(), input_shape=(1, 48, 48))
    settings = {**MAKERS[maker], "layers": ["second"]} if maker == "invert" else MAKERS[maker]
    few, many = (make(maker, network, {**settings, "steps": steps}) for steps in (1, 12))
    assert many.value > few.value


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.half])
@pytest.mark.parametrize("maker", MAKERS)
def test_networks_of_half_precision_are_seen_in_it(maker: str, dtype: torch.dtype) -> None:
    from torch import nn

    module = nn.Sequential(
        OrderedDict(
            first=nn.Conv2d(3, 4, 3),
            relu=nn.ReLU(),
            second=nn.Conv2d(4, 6, 3, stride=2),
            third=nn.Conv2d(6, 4, 3),
        )
    )
    made = make(maker, Network(module.to(dtype).eval(), input_shape=(3, 48, 48)), MAKERS[maker])
    assert np.isfinite(made.images).all()
    assert np.isfinite(made.value)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.half])
def test_units_of_networks_of_half_precision_are_visualized(dtype: torch.dtype) -> None:
    from torch import nn

    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()).to(dtype).eval()
    made = convscope.visualize(Network(module, input_shape=(3, 32, 32)), "0:1", steps=3)
    assert np.isfinite(made.images).all()
    assert made.images.std() > 0


def test_what_is_no_path_is_called_by_its_type_alone(network: Network) -> None:
    with pytest.raises(ConvscopeError, match="dream cannot take photo=a ndarray: "):
        make("dream", network, {**MAKERS["dream"], "photo": np.zeros((50, 50, 3), np.uint8)})


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".mp4"])
def test_films_are_written_and_can_be_played(suffix: str, tmp_path: Path) -> None:
    import av

    from convscope.images.animation import save_frames

    frames = [Image.new("RGB", (33, 21), (shade, 0, 0)) for shade in (0, 120, 240)]
    save_frames(frames, tmp_path / f"film{suffix}", milliseconds=100)
    if suffix == ".mp4":
        with av.open(str(tmp_path / "film.mp4")) as film:
            shades = [int(frame.to_ndarray(format="rgb24")[..., 0].mean()) for frame in film.decode(video=0)]
        assert len(shades) == 3
        assert shades[0] < 20 < shades[1] < 160 < shades[-1]
    else:
        assert len(list(ImageSequence.Iterator(Image.open(tmp_path / f"film{suffix}")))) == 3


@pytest.mark.parametrize("form", ["an array", "a picture of Pillow", "a tensor", "a decoded photo", "bytes"])
def test_a_photo_in_memory_makes_what_its_file_makes(
    form: str, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    pixels = data.chelsea()
    photo: Any = {
        "an array": pixels,
        "a picture of Pillow": Image.fromarray(pixels),
        "a tensor": torch.from_numpy(pixels).permute(2, 0, 1),
        "a decoded photo": decode("cat.png"),
        "bytes": Path("cat.png").read_bytes(),
    }[form]
    settings: Any = {"layer": "third", "size": 64, "octaves": 1, "steps": 2}
    from_memory = convscope.dream(network, photo, guide=photo, **settings)
    from_file = convscope.dream(network, "cat.png", guide="cat.png", **settings)
    assert from_memory.picture.tobytes() == from_file.picture.tobytes()


def test_what_is_made_of_a_photo_in_memory_is_made_again(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    made = convscope.style(
        network, data.chelsea(), [data.coffee()], style_layers=["second"], content_layers=["second"], size=48,
        scales=1, steps=2,
    )  # fmt: skip
    made.save("a.png")
    again = reproduce("a.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()


def test_a_turned_zoom_is_the_same_again_and_another_than_a_straight_one(network: Network) -> None:
    asked = {**MAKERS["dream"], "zoom": 1}
    straight, turned, again = (
        make("dream", network, {**asked, "turn": degrees}).picture.tobytes() for degrees in (0, 5, 5)
    )
    assert turned == again != straight


def test_what_a_zoom_sees_fades_into_what_it_sees_later(network: Network) -> None:
    made = make("dream", network, {**MAKERS["dream"], "zoom": 2, "then": ["second"]})
    assert made.objective == "second"
    without = make("dream", network, {**MAKERS["dream"], "zoom": 2})
    assert made.picture.tobytes() != without.picture.tobytes()


def test_what_is_seen_later_needs_a_zoom(network: Network) -> None:
    with pytest.raises(ObjectiveError, match="zoom"):
        make("dream", network, {**MAKERS["dream"], "then": ["second"]})
