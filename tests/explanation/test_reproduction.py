"""Pictures that are made again from what their PNGs carry, attributions as well as synthesised ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from skimage import data

import convscope
from convscope.errors import ConvscopeError, NetworkError, SynthesisError
from convscope.explanation import Attribution
from convscope.makers.result import Synthesis
from convscope.network import Network

TEXT = "input 3x24x24 -> conv 6 5x5 -> relu -> flatten -> dense 4"


@pytest.fixture(scope="module")
def network() -> Network:
    return convscope.open_network(TEXT, weights="random", seed=3)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.chelsea()).save("cat.png")


def rewritten(path: str, **changes: Any) -> None:
    """The PNG with other words in what it carries."""
    with Image.open(path) as picture:
        carried = json.loads(picture.text["convscope"])  # type: ignore[attr-defined]
        info = PngInfo()
        info.add_itxt("convscope", json.dumps({**carried, **changes}))
        picture.save(path, pnginfo=info)


@pytest.mark.parametrize("method", ["saliency", "smoothgrad", "occlusion"])
def test_an_attribution_is_made_again(method: str, network: Network) -> None:
    made = convscope.explain(network, "cat.png", method, "class:2", seed=5)
    made.save("a.png")
    again = convscope.reproduce("a.png")
    assert isinstance(again, Attribution)
    assert_array_equal(again.values, made.values)
    again.save("b.png")
    assert_array_equal(np.asarray(Image.open("a.png")), np.asarray(Image.open("b.png")))


def test_the_options_of_a_method_are_those_of_before(network: Network) -> None:
    made = convscope.explain(network, "cat.png", "smoothgrad", "class:2", samples=3)
    made.save("a.png")
    again = convscope.reproduce("a.png")
    assert isinstance(again, Attribution)
    assert again.options == made.options


def test_a_picture_that_python_synthesised_is_made_again_without_its_network(network: Network) -> None:
    made = convscope.visualize(network, "conv1:2", steps=3)
    made.save("a.png")
    again = convscope.reproduce("a.png")
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()


def test_a_photo_that_is_another_one_now_is_refused(network: Network) -> None:
    convscope.explain(network, "cat.png", "saliency", "class:2").save("a.png")
    Image.fromarray(data.coffee()).save("cat.png")
    with pytest.raises(SynthesisError, match="another photo"):
        convscope.reproduce("a.png")


def test_a_photo_that_is_gone_is_named(network: Network) -> None:
    convscope.explain(network, "cat.png", "saliency", "class:2").save("a.png")
    Path("cat.png").unlink()
    with pytest.raises(SynthesisError, match=r"'cat\.png', and there is no such file"):
        convscope.reproduce("a.png")


def test_other_weights_are_refused(network: Network) -> None:
    convscope.explain(network, "cat.png", "saliency", "class:2").save("a.png")
    other = convscope.open_network(TEXT, weights="random", seed=4)
    with pytest.raises(SynthesisError, match="digest"):
        convscope.reproduce("a.png", other)


def test_a_picture_gives_no_consent_to_run_code(network: Network) -> None:
    Path("net.py").write_text("raise SystemExit('ran')")
    convscope.explain(network, "cat.png", "saliency", "class:2").save("a.png")
    opening = {**network.opening.document(), "spec": "net.py:make", "weights": None, "run_code": True}
    rewritten("a.png", opening=opening)
    with pytest.raises(NetworkError, match="run"):
        convscope.reproduce("a.png")


@pytest.mark.parametrize(
    "changes",
    [{"opening": {}}, {"opening": 3}, {"options": {"strength": 2}}, {"method": "nothing"}, {"photo": 3}],
    ids=str,
)
def test_a_png_that_says_nonsense_is_refused(changes: dict[str, Any], network: Network) -> None:
    convscope.explain(network, "cat.png", "saliency", "class:2").save("a.png")
    rewritten("a.png", **changes)
    with pytest.raises(ConvscopeError):
        convscope.reproduce("a.png")


def test_a_hand_built_module_is_reproduced_with_the_module(network: Network) -> None:
    from torch import nn

    own = Network(nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU()), input_shape=(3, 24, 24))
    made = convscope.visualize(own, "0:1", steps=2)
    made.save("a.png")
    with pytest.raises(NetworkError, match="built by hand"):
        convscope.reproduce("a.png")
    again = convscope.reproduce("a.png", own)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()
