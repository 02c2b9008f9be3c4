"""One number of each kind of layer, worked out on the page, against the module itself and arithmetic done here."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import Tensor, nn

from browser.live.conftest import Show, serving
from convscope.network import Network
from toy_classifier import LABELS, toy_network


class Kinds(nn.Module):
    """A convolution, batch norm, ReLU, both poolings, a residual sum, a linear layer and softmax."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.relu = nn.ReLU()
        self.max = nn.MaxPool2d(2)
        self.mean = nn.AvgPool2d(2)
        self.linear = nn.Linear(4 * 8 * 8, len(LABELS))
        self.softmax = nn.Softmax(1)
        self.norm.register_buffer("running_mean", torch.rand(4) - 0.5)
        self.norm.register_buffer("running_var", torch.rand(4) + 0.5)

    def forward(self, x: Tensor) -> Tensor:
        conv = self.conv(x)
        both = conv + self.relu(self.norm(conv))
        result: Tensor = self.softmax(self.linear(self.mean(self.max(both)).flatten(1)))
        return result


@cache
def network() -> Network:
    return toy_network(Kinds())


@pytest.fixture(scope="module")
def url(photo: Path) -> Iterator[str]:
    with serving(network(), photo) as address:
        yield address


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def worked(page: Page) -> float:
    expect(page.locator(".whole output")).to_be_visible()
    return number(page.inner_text(".whole output"))


def last(page: Page) -> Locator:
    """The last step."""
    worked(page)
    return page.locator("ol > li").last


def values(photo: Path, layer: str) -> Tensor:
    return network().activations(photo, [layer])[layer].double()


@pytest.mark.parametrize(
    ("unit", "layer", "index"),
    [
        ("norm:2@7,9", "norm", (2, 7, 9)),
        ("add:1@5,6", "add", (1, 5, 6)),
        ("max:3@4,2", "max", (3, 4, 2)),
        ("mean:0@3,7", "mean", (0, 3, 7)),
        ("linear:4", "linear", (4,)),
        ("softmax:1", "softmax", (1,)),
    ],
)
def test_the_number_is_the_modules(
    show: Show, photo: Path, unit: str, layer: str, index: tuple[int, ...]
) -> None:
    page = show(view="number", unit=unit)
    assert worked(page) == pytest.approx(float(values(photo, layer)[index]), rel=1e-5, abs=1e-6)
    assert number(last(page).locator(".value b").inner_text()) == pytest.approx(
        worked(page), rel=1e-5, abs=1e-6
    )


def test_a_batch_norm_is_shown_as_scale_and_shift(show: Show, photo: Path) -> None:
    step = last(show(view="number", unit="norm:2@7,9"))
    norm = network().graph().tensors
    scale = float(norm["norm.weight"][2] / (norm["norm.running_var"][2] + 1e-5).sqrt())
    shift = float(norm["norm.bias"][2]) - float(norm["norm.running_mean"][2]) * scale
    x = float(values(photo, "conv")[2, 7, 9])
    read, scaled, shifted = (
        number(one) for one in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", _last_line(step))[:3]
    )
    assert [read, scaled, shifted] == pytest.approx([x, scale, shift], rel=1e-3)


def _last_line(step: Locator) -> str:
    return step.locator(".formula").last.inner_text().replace("\u2212", "-").replace("(", "").replace(")", "")


def test_a_residual_sum_shows_both_of_its_terms(show: Show, photo: Path) -> None:
    step = last(show(view="number", unit="add:1@5,6"))
    terms = [number(text.rpartition("= ")[2]) for text in step.locator("ul li").all_inner_texts()]
    expected = [float(values(photo, layer)[1, 5, 6]) for layer in ("conv", "relu")]
    assert sorted(terms) == pytest.approx(sorted(expected), rel=1e-4, abs=1e-5)
    assert sum(terms) == pytest.approx(number(step.locator(".value b").inner_text()), abs=1e-4)


@pytest.mark.parametrize(("layer", "of"), [("max", np.max), ("mean", np.mean)])
def test_a_pooling_shows_its_window(show: Show, photo: Path, layer: str, of: object) -> None:
    step = last(show(view="number", unit=f"{layer}:1@3,4"))
    window = [number(text) for text in step.get_by_role("cell").all_inner_texts()]
    before = values(photo, {"max": "add", "mean": "max"}[layer])[1, 6:8, 8:10].flatten().tolist()
    assert window == pytest.approx(before, rel=0.01)
    assert callable(of)
    assert of(window) == pytest.approx(number(step.locator(".value b").inner_text()), rel=0.01)


def test_a_number_of_a_poolings_window_opens(show: Show) -> None:
    page = show(view="number", unit="mean:1@3,4")
    last(page).get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="max:1@6,8", exact=True)).to_be_visible()


def test_a_linear_layer_adds_its_products_and_its_bias(show: Show) -> None:
    step = last(show(view="number", unit="linear:4"))
    sums = [number(text.split()[-1]) for text in step.locator(".channel").all_inner_texts()]
    rest = [number(text) for text in step.locator("dd").all_inner_texts()]
    assert sum(sums) + sum(rest) == pytest.approx(number(step.locator(".value b").inner_text()), abs=1e-3)


def test_the_slider_scrubs_the_window_over_the_map(show: Show) -> None:
    page = show(view="number", unit="conv:1@5,6")
    slider = page.get_by_role("slider", name="Place")
    slider.fill(str(9 * 32 + 4))
    expect(page.get_by_role("heading", name="conv:1@9,4", exact=True)).to_be_visible()
    slider.press("ArrowRight")
    expect(page.get_by_role("heading", name="conv:1@9,5", exact=True)).to_be_visible()


def test_a_finger_moves_the_window(show: Show) -> None:
    page = show(
        {"has_touch": True, "viewport": {"width": 390, "height": 844}}, view="number", unit="conv:1@5,6"
    )
    large = page.get_by_role("button", name="Map of conv:1")
    box = large.bounding_box()
    assert box is not None
    large.tap(position={"x": box["width"] * 10.5 / 32, "y": box["height"] * 3.5 / 32})
    expect(page.get_by_role("heading", name="conv:1@3,10", exact=True)).to_be_visible()
