"""What a user can get wrong gets one sentence that says so."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from classifiers import inputs
from convscope.attribution import Method
from convscope.errors import AddressError, ConvscopeError, ImageError, MethodError, ObjectiveError
from convscope.explanation import explain, explain_all
from convscope.network import Network
from convscope.registry import find_method, methods

SHAPE = (3, 20, 14)
BY_A_LAYER = [name for name, method in methods().items() if method.uses_layer]
BY_ANY_LAYER = [name for name in BY_A_LAYER if not methods()[name].scores_only]
BY_PIXELS = [name for name, method in methods().items() if not method.uses_layer]
OF_RECTIFIERS = [name for name, method in methods().items() if method.needs_rectifiers]


def photo() -> torch.Tensor:
    return inputs(SHAPE, 1)[0]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("class:9", ObjectiveError),
        ("class:tabby", ObjectiveError),
        ("class:", ObjectiveError),
        ("", ObjectiveError),
        ("nowhere:3", AddressError),
        ("mix:12", AddressError),
        ("mix:3@10,0", AddressError),
        ("mix:3@1", AddressError),
        ("head:9", AddressError),
        ("class:1 + nowhere", AddressError),
    ],
)
def test_bad_target(target: str, kind: type[ConvscopeError], method: Method[Any], network: Network) -> None:
    with pytest.raises(kind) as raised:
        explain(network, photo(), method.name, target)
    assert raised.value.message.endswith(".")
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("name", BY_ANY_LAYER)
def test_unknown_layer_names_near_ones(name: str, network: Network) -> None:
    with pytest.raises(AddressError, match=r"no layer 'lst'.*last"):
        explain(network, photo(), name, layer="lst")


@pytest.mark.parametrize("name", BY_ANY_LAYER)
def test_layer_after_the_objective(name: str, network: Network) -> None:
    with pytest.raises(MethodError, match=r"does not depend on the layer last\."):
        explain(network, photo(), name, "down:3", layer="last")


@pytest.mark.parametrize("name", BY_ANY_LAYER)
def test_layer_without_places(name: str, network: Network) -> None:
    with pytest.raises(MethodError, match=r"The layer head has no rows and columns: its shape is \(5,\)"):
        explain(network, photo(), name, layer="head")


def test_layer_that_one_of_several_objectives_does_not_depend_on(network: Network) -> None:
    with pytest.raises(MethodError, match="does not depend"):
        explain_all(network, [photo()] * 2, "grad-cam", ["class:1", "down:2"], layer="last")


def test_cam_by_a_layer_that_is_not_the_one_before_the_mean(network: Network) -> None:
    with pytest.raises(MethodError, match=r"the layer before the mean, last, not by mix\."):
        explain(network, photo(), "cam", layer="mix")


def test_cam_of_what_lies_before_the_head(network: Network) -> None:
    with pytest.raises(MethodError, match=r"scores of the last layer, head, and nothing before it\."):
        explain(network, photo(), "cam", "down:3")


def test_cam_of_a_network_with_another_head() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 18 * 12, 3))
    with pytest.raises(MethodError, match="does not end in a mean over places and one linear layer"):
        explain(Network(module, input_shape=SHAPE), photo().float(), "cam")


def test_finer_cam_of_what_is_no_class(network: Network) -> None:
    with pytest.raises(MethodError, match="compares classes"):
        explain(network, photo(), "finer-cam", "mix:3")


def test_folder_of_references_that_holds_no_picture(network: Network, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="holds no picture"):
        explain(network, photo(), "expected-gradients", references=str(tmp_path))


@pytest.mark.parametrize("name", BY_PIXELS)
def test_layer_for_a_method_that_takes_none(name: str, network: Network) -> None:
    with pytest.raises(MethodError, match="takes no layer"):
        explain(network, photo(), name, layer="last")


def test_unknown_option(method: Method[Any], network: Network) -> None:
    with pytest.raises(MethodError, match=f"{method.name.replace('+', '[+]')} has no option 'strength'"):
        explain(network, photo(), method.name, strength=1)


def test_misspelt_option_names_the_near_one(network: Network) -> None:
    with pytest.raises(MethodError, match="Did you mean window"):
        explain(network, photo(), "occlusion", windw=3)


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("occlusion", "window", 0),
        ("occlusion", "stride", -1),
        ("occlusion", "window", 2.5),
        ("occlusion", "baseline", "purple"),
        ("integrated-gradients", "steps", 0),
        ("integrated-gradients", "steps", 10**9),
        ("smoothgrad", "samples", 0),
        ("smoothgrad", "noise", 0),
        ("smoothgrad", "noise", float("nan")),
        ("saliency", "signed", "perhaps"),
        ("lrp", "rule", "delta"),
        ("lrp", "alpha", 0.5),
        ("kernelshap", "samples", 1),
        ("lime", "segments", 0),
        ("rise", "seen", 1),
        ("finer-cam", "classes", 0),
        ("blur-integrated-gradients", "blur", -1),
    ],
)
def test_option_out_of_range(name: str, option: str, value: Any, network: Network) -> None:
    with pytest.raises(MethodError, match=f"{name} cannot take {option}="):
        explain(network, photo(), name, **{option: value})


def test_stride_that_leaves_pixels_uncovered(network: Network) -> None:
    with pytest.raises(MethodError, match="never be covered"):
        explain(network, photo(), "occlusion", window=3, stride=4)


@pytest.mark.parametrize(
    ("name", "near"),
    [("gradcam", "grad-cam"), ("Grad-CAM", "grad-cam"), ("occlussion", "occlusion"), ("IG", "methods")],
)
def test_unknown_method_names_near_ones(name: str, near: str) -> None:
    with pytest.raises(MethodError) as raised:
        find_method(name)
    assert near in raised.value.hint


class Smooth(nn.Module):
    """A convolutional network without a rectifier."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.act = nn.SiLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.act(self.conv(x)).mean((2, 3)))


@pytest.mark.parametrize("name", OF_RECTIFIERS)
def test_network_without_rectifiers(name: str) -> None:
    with pytest.raises(MethodError, match="this network has none"):
        explain(Network(Smooth(), input_shape=SHAPE), photo().float(), name)


@pytest.mark.parametrize("name", BY_ANY_LAYER)
def test_network_without_places(name: str) -> None:
    network = Network(nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 3)), input_shape=(6,))
    with pytest.raises(MethodError, match="no layer with rows and columns"):
        explain(network, torch.ones(6), name)


def test_network_that_is_no_classifier_needs_a_target() -> None:
    network = Network(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), input_shape=SHAPE)
    with pytest.raises(ConvscopeError, match="no classifier"):
        explain(network, photo().float())


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_input_that_is_not_finite(value: float, method: Method[Any], network: Network) -> None:
    broken = photo()
    broken[1, 2, 3] = value
    with pytest.raises(ImageError, match="NaN or infinite"):
        explain(network, broken, method.name)


@pytest.mark.parametrize("shape", [(3, 0, 14), (0, 20, 14), (5, 20, 14), (20, 14, 5), ()])
def test_input_of_a_wrong_shape(shape: tuple[int, ...], network: Network) -> None:
    with pytest.raises(ImageError):
        explain(network, torch.zeros(shape), "saliency")


@pytest.mark.parametrize("targets", [[], ["class:1"], ["class:1"] * 3])
def test_more_or_fewer_targets_than_photos(targets: list[str], network: Network) -> None:
    with pytest.raises(ObjectiveError, match=f"2 examples were given with {len(targets)} targets"):
        explain_all(network, [photo()] * 2, "saliency", targets)


def test_no_photos_give_no_attributions(network: Network) -> None:
    assert explain_all(network, [], "saliency") == []
