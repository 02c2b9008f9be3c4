"""An attribution on matplotlib's axes."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

import convscope
from convscope.errors import ExtraError, PictureError
from convscope.explanation import Attribution

TEXT = "input 3x12x16 -> conv 4 3x3 -> relu -> flatten -> dense 2"


@pytest.fixture(scope="module")
def attribution() -> Attribution:
    network = convscope.open_network(TEXT, weights="random")
    photo = np.random.default_rng(0).integers(0, 255, (12, 16, 3), np.uint8)
    return convscope.explain(network, photo, method="input-x-gradient")


def test_the_axes_show_the_overlay_pixel_by_pixel(attribution: Attribution) -> None:
    shown = attribution.figure().images[0].get_array()
    assert np.array_equal(np.asarray(shown), np.asarray(attribution.overlay()))


def test_the_colour_bar_spans_the_display_scale(attribution: Attribution) -> None:
    bar = attribution.figure().figure.axes[1]
    assert bar.get_ylim() == pytest.approx((-attribution.limit, attribution.limit))


def test_a_positive_scale_begins_at_zero(attribution: Attribution) -> None:
    positive = replace(attribution, scale="positive")
    assert positive.figure().figure.axes[1].get_ylim() == pytest.approx((0, positive.limit))


def test_it_draws_on_the_axes_that_are_given(attribution: Attribution) -> None:
    first, second = Figure().subplots(1, 2)
    assert attribution.figure(second) is second
    assert not first.images
    assert attribution.target in second.get_title()


def test_a_map_that_is_no_picture_is_refused(attribution: Attribution) -> None:
    with pytest.raises(PictureError, match="is no picture"):
        replace(attribution, values=attribution.values[0]).figure()


def test_without_matplotlib_the_extra_is_named(
    attribution: Attribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ExtraError, match=r"convscope\[train\]"):
        attribution.figure()
