"""Edits equal the changed photo and the changed module, run anew."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

import convscope
from convscope.errors import AddressError, ConvscopeError, EditError
from convscope.graph.runs import FirstRun
from convscope.images import Photo, Preprocessing
from convscope.network import Network
from convscope.network.edits import edit, read_edits
from server.client import write_photo
from toy_classifier import LABELS, PREPROCESSING, toy_module, toy_network
from toy_outputs import finder, segmenter

Pixels: TypeAlias = NDArray[np.uint8]


class Branched(nn.Module):
    """Convolutions with batch norm, a skip connection, a concatenation and a head."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.norm = nn.BatchNorm2d(8)
        self.down = nn.Conv2d(16, 12, 3, stride=2, padding=1)
        self.head = nn.Linear(12, len(LABELS))
        for norm in (self.stem[1], self.norm):
            norm.running_mean.uniform_(-0.5, 0.5)  # type: ignore[operator]
            norm.running_var.uniform_(0.5, 2)  # type: ignore[operator]

    def forward(self, x: Tensor) -> Tensor:
        stem = self.stem(x)
        both = torch.cat([stem, torch.relu(stem + self.norm(self.depthwise(stem)))], 1)
        result: Tensor = self.head(torch.relu(self.down(both)).mean((2, 3)))
        return result


@pytest.fixture
def module() -> Branched:
    return Branched().eval()


@pytest.fixture
def pixels() -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)


LAYERS = ("stem", "depthwise", "norm", "down", "head")


def of(module: nn.Module) -> Network:
    return toy_network(module)


def run(module: nn.Module, inputs: Tensor) -> dict[str, Tensor]:
    """Values of the named layers as the module computes them, in the graph's layout of memory."""
    found: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[..., None]:
        return lambda _module, _inputs, output: found.__setitem__(name, output.detach().clone())

    hooks = [module.get_submodule(name).register_forward_hook(keep(name)) for name in LAYERS]
    with torch.no_grad():
        module(inputs.contiguous(memory_format=torch.channels_last))
    for hook in hooks:
        hook.remove()
    return found


def holding(module: nn.Module, layer: str, change: Callable[[Tensor], Any]) -> nn.Module:
    """A copy of the module in which a layer's value is changed on its way."""
    changed = copy.deepcopy(module)

    def hook(_module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
        other = output.clone()
        change(other)
        return other

    changed.get_submodule(layer).register_forward_hook(hook)
    return changed


def weights(module: nn.Module, name: str, index: tuple[int, ...], value: float) -> nn.Module:
    changed = copy.deepcopy(module)
    with torch.no_grad():
        changed.get_parameter(name)[index] = value
    return changed


def test_a_weight_gives_to_the_bit_what_the_changed_module_gives(module: Branched, pixels: Pixels) -> None:
    for name, index in {"stem.0.weight": (2, 1, 0, 2), "norm.bias": (3,), "down.bias": (4,)}.items():
        text = f"{name}[{','.join(map(str, index))}]=0.75"
        found = edit(of(module), pixels, text).activations(LAYERS)
        expected = run(weights(module, name, index, 0.75), of(module).prepare(pixels))
        for layer in LAYERS:
            assert torch.equal(found[layer], expected[layer][0]), (text, layer)


@pytest.mark.parametrize("layer", ["stem", "depthwise", "norm", "down"])
def test_a_channel_that_is_off_gives_what_the_module_gives_without_it(
    module: Branched, pixels: Pixels, layer: str
) -> None:
    off = holding(module, layer, lambda value: value[:, 5].zero_())
    expected = run(off, of(module).prepare(pixels))
    found = edit(of(module), pixels, f"{layer}:5=0").activations(LAYERS)
    for each in LAYERS:
        assert torch.equal(found[each], expected[each][0]), each


def test_several_layers_places_and_weights_are_edited_together(module: Branched, pixels: Pixels) -> None:
    changed = holding(module, "stem", lambda value: value[:, 1].fill_(2))
    changed = holding(changed, "down", lambda value: value[0, 3, 4, 5].fill_(-1.5))
    changed = weights(changed, "depthwise.weight", (1, 0, 1, 1), 3)
    text = "stem:1=2; down:3@4,5=-1.5; depthwise.weight[1,0,1,1]=3"
    found = edit(of(module), pixels, text)
    expected = run(changed, of(module).prepare(pixels))
    for layer in LAYERS:
        assert torch.equal(found.activations([layer])[layer], expected[layer][0]), layer


def test_painted_pixels_give_what_the_painted_photo_gives(module: Branched, pixels: Pixels) -> None:
    other = pixels.copy()
    other[4:7, 9:12] = (255, 0, 128)
    found = edit(of(module), pixels, "pixel@5,10*3=#ff0080")
    assert torch.equal(found.photo, of(module).prepare(other)[0])
    expected = run(module, of(module).prepare(other))
    for layer in LAYERS:
        assert torch.allclose(found.activations([layer])[layer], expected[layer][0], atol=1e-5), layer


def test_where_paint_cannot_reach_nothing_changes_by_a_bit(module: Branched, pixels: Pixels) -> None:
    found = edit(of(module), pixels, "pixel@5,10=#ff0080")
    before, after = found.activations_before(["norm"])["norm"], found.activations(["norm"])["norm"]
    differs = (before != after).any(0)
    assert differs.any()
    differs[5 - 2 : 5 + 3, 10 - 2 : 10 + 3] = False
    assert not differs.any()


def test_paint_on_an_edited_network_gives_what_both_give(module: Branched, pixels: Pixels) -> None:
    other = pixels.copy()
    other[5, 10] = (255, 0, 128)
    off = holding(module, "depthwise", lambda value: value[:, 5].zero_())
    expected = run(off, of(module).prepare(other))
    found = edit(of(module), pixels, ["pixel@5,10=#ff0080", "depthwise:5=0"])
    for layer in LAYERS:
        assert torch.allclose(found.activations([layer])[layer], expected[layer][0], atol=1e-5), layer


def test_a_value_does_not_depend_on_what_was_asked_before(module: Branched, pixels: Pixels) -> None:
    text = "pixel@5,10=#ff0080; stem.0.weight[2,1,0,2]=1"
    alone = edit(of(module), pixels, text).activations(["head"])["head"]
    found = edit(of(module), pixels, text)
    for layer in LAYERS:
        found.activations([layer])
    assert torch.equal(found.activations(["head"])["head"], alone)


def test_the_changes_are_those_of_the_predictions(module: Branched, pixels: Pixels) -> None:
    network = of(module)
    found = edit(network, pixels, "stem:1=3").changes()
    before = {one.index: one.probability for one in network.predict(pixels, top=5)}
    after = [one.probability for one in edit(network, pixels, "stem:1=3").network.predict(pixels, top=5)]
    assert [one.after.probability for one in found if one.after] == pytest.approx(after)
    assert [one.before.probability for one in found if one.before] == pytest.approx(
        [before[one.said.index] for one in found]
    )


def test_what_is_among_the_most_important_only_before_or_only_after_has_both_numbers() -> None:
    network, photo = toy_network(toy_module()), torch.linspace(-1, 1, 3 * 32 * 32).reshape(3, 32, 32)
    first = network.predict(photo, top=1)[0]
    *_, layer = network.layers
    changes = edit(network, photo, f"{layer.address}:{first.index}=-50").changes(1)
    assert [one.said.index for one in changes[1:]] == [first.index]
    assert all(one.before and one.after for one in changes)


def test_a_class_that_wins_no_place_any_more_is_said_to_be_gone(tmp_path: Path) -> None:
    write_photo(tmp_path / "stripes.png")
    network = segmenter()
    before = {one.index for one in network.predict(tmp_path / "stripes.png")}
    gone = min(before)
    changes = {
        one.said.index: one for one in edit(network, tmp_path / "stripes.png", f"2:{gone}=-1000").changes()
    }
    assert changes[gone].after is None
    assert changes[gone].before is not None
    assert changes.keys() >= before


def test_things_that_are_not_found_any_more_are_said_to_be_gone(tmp_path: Path) -> None:
    write_photo(tmp_path / "stripes.png")
    found = edit(finder(), tmp_path / "stripes.png", "look:1=-1000").changes()
    assert {one.said.label: one.after is None for one in found} == {"cell": False, "plate": True}


def test_the_module_and_the_network_stay_what_they_are(module: Branched, pixels: Pixels) -> None:
    network = of(module)
    state = {name: value.clone() for name, value in module.state_dict().items()}
    before, digest = network.predict(pixels), network.digest
    found = edit(network, pixels, "stem:1=3; down.bias[0]=9; pixel@0,0=#000000")
    found.changes()
    assert all(torch.equal(value, state[name]) for name, value in module.state_dict().items())
    assert network.predict(pixels) == before
    assert (network.digest, found.network.digest != digest) == (digest, True)


def test_an_edited_network_can_be_asked_everything(module: Branched, pixels: Pixels) -> None:
    found = edit(of(module), pixels, "depthwise:5=0")
    assert convscope.trace(found.network, pixels, "depthwise:5@3,3").value == 0
    values = convscope.explain(found.network, pixels, "saliency", "class:four").values
    off = holding(module, "depthwise", lambda value: value[:, 5].zero_())
    inputs = of(module).prepare(pixels).requires_grad_()
    off(inputs)[0, 3].backward()
    assert inputs.grad is not None
    expected = inputs.grad[0].abs().amax(0).numpy()
    assert values == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_a_tensor_of_two_names_is_changed_under_both(pixels: Pixels) -> None:
    tied = toy_module()
    tied[2] = nn.Conv2d(8, 16, 3, stride=2, padding=1)
    tied[4] = nn.Conv2d(16, 16, 3, stride=2, padding=1)
    tied[4].bias = tied[2].bias
    changed = copy.deepcopy(tied)
    with torch.no_grad():
        changed.get_parameter("2.bias")[3] = 2
        inputs = toy_network(tied).prepare(pixels)
        expected = changed(inputs)
    found = edit(toy_network(tied), pixels, "2.bias[3]=2").activations(["output"])["output"]
    assert torch.allclose(found, expected[0], atol=1e-5)


def test_a_grey_network_gets_the_luminance(pixels: Pixels) -> None:
    grey = Preprocessing((32, 32), None, "bilinear", (0.5,), (0.25,))
    network = Network(nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(1800, 2)), preprocessing=grey)
    other = pixels.copy()
    other[5, 10] = (200, 30, 128)
    assert torch.equal(edit(network, pixels, "pixel@5,10=#c81e80").photo, network.prepare(other)[0])


def test_an_edited_network_opens_by_its_edits() -> None:
    text = "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 2"
    network = convscope.open_network(text, weights="random", edits="relu1:2=0")
    photo = np.full((12, 12, 3), 200, np.uint8)
    assert not network.activations(photo, ["relu1"])["relu1"][2].any()
    assert "edits='relu1:2=0'" in network.opening.code()
    again = convscope.open_network(network.opening)
    assert again.digest == network.digest


@pytest.mark.parametrize(
    "text",
    [
        "pixel@10,12=#ff0000",
        "pixel@10,12>30,40>35,5*5=#ff00a0",
        "blocks.4:12=0",
        "layer4.1.relu#2:12@7,7=-1.5",
        "conv_stem.weight[3,0,1,1]=1e-07",
        "blocks.4:12=0; pixel@1,2=#000000; a.bias[0]=0.1",
    ],
)
def test_the_text_of_edits_says_them_again(text: str) -> None:
    assert str(read_edits(text)) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pixel@10=#ff0000", EditError),
        ("pixel@10,12=red", EditError),
        ("pixel@100,100=#ff0000", EditError),
        ("pixel@1,1*0=#ff0000", EditError),
        ("stem:5=", EditError),
        ("stem:5=nan", EditError),
        ("stem:5=1e999", EditError),
        ("input:0=1", EditError),
        ("anything", EditError),
        ("stem:8=0", AddressError),
        ("stem:1@32,0=0", AddressError),
        ("stem:1@3=0", AddressError),
        ("nowhere:1=0", AddressError),
        ("stem.0.wieght[0,0,0,0]=1", AddressError),
        ("stem.0.weight[0,0,0]=1", AddressError),
        ("stem.0.weight[8,0,0,0]=1", AddressError),
    ],
)
def test_what_cannot_be_edited_is_told(
    module: Branched, pixels: Pixels, text: str, kind: type[ConvscopeError]
) -> None:
    with pytest.raises(kind):
        edit(of(module), pixels, text)


def test_the_length_of_a_stroke_counts_the_places_of_its_brush() -> None:
    (stroke,) = read_edits("pixel@1,1>1,4>3,4=#000000").of_photo
    assert stroke.length == 6


def test_strokes_that_would_be_painted_for_minutes_are_refused() -> None:
    there_and_back = ">".join(["0,0", "9999,9999"] * 30)
    with pytest.raises(EditError, match="pixels long together"):
        read_edits(f"pixel@{there_and_back}=#ff0000")


def test_a_stroke_runs_from_point_to_point() -> None:
    (stroke,) = read_edits("pixel@1,1>1,4>3,4=#000000").of_photo
    rows = ["......", ".####.", "....#.", "....#."]
    assert ["".join(".#"[int(one)] for one in row) for row in stroke.mask(4, 6)] == rows


def test_a_run_keeps_what_it_has_computed(module: Branched, pixels: Pixels) -> None:
    network = of(module)
    first = FirstRun(network.graph(), network.prepare(pixels))
    node = network.graph().find("stem")
    assert first.values([node])[node] is first.values([node])[node]


def test_nothing_edited_changes_nothing(module: Branched, pixels: Pixels) -> None:
    found = edit(of(module), pixels, "")
    assert found.network.name == "toy"
    assert all(one.before == one.after for one in found.changes())


def test_the_photo_is_painted_as_the_network_sees_it() -> None:
    network = toy_network(toy_module())
    photo = Photo("large", np.full((64, 80, 3), 128, np.uint8))
    seen = network.inputs[0].look(photo, network.prepare(photo)[0])
    assert seen is not None
    other = seen.copy()
    other[3, 4] = (1, 2, 3)
    expected = PREPROCESSING.from_display(torch.from_numpy(other).permute(2, 0, 1).float().div(255))
    assert torch.equal(edit(network, photo, "pixel@3,4=#010203").photo, expected)
