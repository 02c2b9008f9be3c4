"""Makers: settings that decide, checkpoints that go on, PNGs that say how they were made."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import convscope
from convscope.errors import ConvscopeError, SynthesisError
from convscope.makers.making import find_maker, make, makers
from convscope.makers.picture_cache import PictureCache
from convscope.makers.progress import Making
from convscope.makers.reproduction import SynthesisManifest
from convscope.makers.result import Synthesis
from convscope.makers.visualization.recipes import RECIPES
from convscope.makers.visualization.settings import VisualizeSettings
from convscope.network import Network
from convscope.objectives import parse
from convscope.progress import Progress
from convscope.report.reproduction import reproduce
from makers.kills import KilledAt, KilledError
from makers.small import Small, small


@pytest.fixture(scope="module")
def network() -> Network:
    return small()


def settings(**given: Any) -> dict[str, Any]:
    return {"units": ["conv:1"], "steps": 6, **given}


class Counting(Progress):
    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    def step(self, done: int, total: int | None, **_: Any) -> None:
        self.steps += 1


def test_a_killed_run_goes_on_to_the_same_picture(network: Network, tmp_path: Path) -> None:
    """In the second batch, with attention, so that all of the state matters."""
    asked = settings(units=[f"conv:{number}" for number in range(5)], diverse=3, transparency=True)
    whole = make("visualize", network, asked)
    place = tmp_path / "checkpoint"
    making = Making(KilledAt(10), checkpoint=place, checkpoint_seconds=0, key="k")
    with pytest.raises(KilledError):
        make("visualize", network, asked, making=making)
    making = Making(checkpoint=place, key="k")
    assert making.done == 9
    resumed = make("visualize", network, asked, making=making)
    assert np.array_equal(resumed.images, whole.images)
    assert resumed.picture.tobytes() == whole.picture.tobytes()
    making.finish()
    assert not place.exists()


@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_a_broken_checkpoint_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(content)
    assert Making(checkpoint=tmp_path / "c", key="k").resumed is None


def test_a_checkpoint_of_other_settings_is_none(network: Network, tmp_path: Path) -> None:
    place = tmp_path / "c"
    with pytest.raises(KilledError):
        make(
            "visualize",
            network,
            settings(),
            making=Making(KilledAt(4), checkpoint=place, checkpoint_seconds=0, key="one"),
        )
    assert Making(checkpoint=place, key="one").resumed is not None
    assert Making(checkpoint=place, key="another").resumed is None


def test_a_stopped_run_keeps_what_it_has_and_says_where_it_stopped(network: Network, tmp_path: Path) -> None:
    making = Making(limit=4)
    made = make("visualize", network, settings(), making=making)
    assert (made.stopped, made.steps, made.manifest()["stopped_at"]) == (True, 4, 4)
    made.save(tmp_path / "stopped.png")
    again = reproduce(tmp_path / "stopped.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()


def test_another_thread_can_cancel_a_synthesis_which_keeps_what_it_has(network: Network) -> None:
    class Watched(Progress):
        def step(self, done: int, total: int | None, **_: Any) -> None:
            if done == 3:
                thread = threading.Thread(target=self.cancel)
                thread.start()
                thread.join()

    made = convscope.visualize(network, "conv:1", steps=50, progress=Watched())
    assert (made.stopped, made.steps) == (True, 3)
    assert np.array_equal(
        made.images, make("visualize", network, settings(steps=50), making=Making(limit=3)).images
    )


@pytest.mark.parametrize("recipe", list(RECIPES))
def test_a_png_makes_its_picture_again(recipe: str, network: Network, tmp_path: Path) -> None:
    made = make("visualize", network, {**RECIPES[recipe], **settings(units=["class:dog"], seed=3)})
    made.save(tmp_path / "a.png")
    again = reproduce(tmp_path / "a.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()
    assert again.value == made.value


@pytest.mark.parametrize(
    ("units", "recipe"),
    [
        (["class:dog"], "classes"),
        (["class:dog", "prob:cat"], "classes"),
        (["class:dog", "conv:1"], "distill"),
        (["conv:1"], "distill"),
    ],
)
def test_classes_alone_are_made_by_their_own_recipe(units: list[str], recipe: str) -> None:
    assert VisualizeSettings.model_validate({"units": units}).recipe == recipe


def test_a_setting_that_is_given_replaces_that_of_the_recipe_for_classes() -> None:
    read = VisualizeSettings.model_validate({"units": ["class:dog"], "rate": 0.5})
    assert (read.rate, read.transforms, read.falling) == (0.5, "resized-crops", True)


def test_another_network_is_refused(network: Network) -> None:
    torch.manual_seed(1)
    other = Network(Small().eval(), input_shape=(3, 24, 24))
    with pytest.raises(SynthesisError, match="digest"):
        SynthesisManifest(**make("visualize", network, settings(steps=1)).manifest()).check(other)


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", '{"maker": "visualize"}', '{"settings": {}, "network": {}}']
)
def test_a_png_that_says_nothing_is_refused(text: str | None, tmp_path: Path) -> None:
    info = PngInfo()
    if text is not None:
        info.add_itxt("convscope", text)
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", pnginfo=info)
    with pytest.raises(SynthesisError, match="does not say how it was made"):
        reproduce(tmp_path / "a.png")


@pytest.mark.parametrize(
    "manifest",
    [
        {"maker": "nothing", "network": {}, "settings": {}},
        {"maker": "visualize", "network": "x", "settings": {}},
        {"maker": "visualize", "network": {}, "settings": []},
        {"maker": ["x"], "network": {}, "settings": {}},
        {"maker": "visualize", "network": {}, "settings": {"units": ["conv:1"], "steps": "many"}},
    ],
    ids=json.dumps,
)
def test_a_png_that_says_nonsense_is_refused(manifest: Any, network: Network, tmp_path: Path) -> None:
    info = PngInfo()
    info.add_itxt("convscope", json.dumps(manifest))
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", pnginfo=info)
    with pytest.raises(ConvscopeError):
        reproduce(tmp_path / "a.png", network)


def test_settings_survive_json(network: Network) -> None:
    made = make("visualize", network, settings(steps=1, against=None))
    parsed = find_maker("visualize").parse(json.loads(json.dumps(made.manifest()["settings"])))
    assert parsed.model_dump(mode="json") == made.settings


@pytest.mark.parametrize("name", list(makers()))
def test_every_setting_of_a_maker_is_described(name: str) -> None:
    assert all(field.description for field in makers()[name].settings.model_fields.values())


def test_an_unknown_setting_is_refused_with_a_near_one(network: Network) -> None:
    with pytest.raises(SynthesisError, match="Did you mean steps"):
        make("visualize", network, {"units": ["conv:1"], "step": 3})


def test_a_layer_alone_is_a_sheet_of_its_channels(network: Network) -> None:
    made = make("visualize", network, settings(units=["conv"], steps=2))
    assert [row["objective"] for row in made.facts["pictures"]] == [f"conv:{number}" for number in range(5)]
    assert len(make("visualize", network, settings(units=["conv"], steps=2, first=2)).images) == 2


def test_both_signs_end_on_both_sides(network: Network) -> None:
    rows = make("visualize", network, settings(sign="both", steps=20)).facts["pictures"]
    assert [row["sign"] for row in rows] == [1, -1]
    assert rows[0]["value"] > rows[1]["value"]


def test_a_picture_beside_photos_says_how_many_times_it_reaches_what_they_reach(
    network: Network, tmp_path: Path
) -> None:
    grey, spot = Image.new("RGB", (24, 24), (128, 128, 128)), Image.new("RGB", (24, 24), (128, 128, 128))
    spot.paste((255, 255, 255), (8, 8, 16, 16))
    grey.save(tmp_path / "grey.png")
    spot.save(tmp_path / "spot.png")
    (tmp_path / "broken.png").write_bytes(b"x")
    made = make("visualize", network, settings(against=tmp_path, patches=1))
    (row,) = made.facts["pictures"]
    inputs = network.prepare(tmp_path / "spot.png", tmp_path / "grey.png")
    highest = [float(network.activations(photo, ["conv"])["conv"][1].max()) for photo in inputs]
    assert row["best_photo"] == pytest.approx(max(highest), rel=1e-5)
    assert row["multiple"] == pytest.approx(row["peak"] / row["best_photo"])
    assert Path(row["photos"][0]["photo"]).name == ("spot.png", "grey.png")[int(np.argmax(highest))]


def test_a_transparent_picture_has_an_alpha_channel(network: Network) -> None:
    picture = make("visualize", network, settings(transparency=True)).picture
    assert picture.mode == "RGBA"
    alpha = np.asarray(picture)[..., 3]
    assert alpha.max() == 255
    assert alpha.min() == 0


def test_python_makes_what_the_maker_makes(network: Network) -> None:
    made = convscope.visualize(network, parse("conv:1"), seed=2, steps=4)
    asked = make("visualize", network, settings(steps=4, seed=2))
    assert made.picture.tobytes() == asked.picture.tobytes()
    assert made.images.shape == (1, 24, 24, 3)


def test_a_finished_picture_is_found_in_the_cache_whatever_stands_beside_it(
    network: Network, tmp_path: Path
) -> None:
    cache = PictureCache(tmp_path / "cache")
    units = [f"conv:{number}" for number in range(3)]
    first = make("visualize", network, settings(units=units, transparency=True), making=Making(cache=cache))
    watching = Counting()
    again = make(
        "visualize",
        network,
        settings(units=units[::-1], transparency=True),
        making=Making(watching, cache=cache),
    )
    assert watching.steps == 0
    assert np.array_equal(again.images[::-1], first.images)
    assert again.manifest()["steps"] == first.steps
    other = Counting()
    make(
        "visualize",
        network,
        settings(units=units, rate=0.2, transparency=True),
        making=Making(other, cache=cache),
    )
    assert other.steps == 6


def test_a_broken_picture_in_the_cache_is_made_anew(network: Network, tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "cache")
    first = make("visualize", network, settings(), making=Making(cache=cache))
    (kept,) = cache.folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:50])
    again = make("visualize", network, settings(), making=Making(cache=cache))
    assert again.picture.tobytes() == first.picture.tobytes()
