"""A segmenter's mask over the photo, with its legend."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from browser.live.conftest import Show, serving, wait_until_drawn
from browser.live.test_page import findings, settings
from toy_outputs import segmenter


@pytest.fixture(scope="module")
def url(photo: Path) -> Iterator[str]:
    with serving(segmenter(), photo) as opens:
        yield opens


def test_the_mask_is_drawn_with_a_legend_of_the_classes_that_win(show: Show, photo: Path) -> None:
    page = show(view="open")
    wait_until_drawn(page.locator(".over canvas"), colours=3)
    said = page.get_by_role("list", name="Legend").get_by_role("button").all_inner_texts()
    won = segmenter().predict(photo)
    assert [one.partition("\n")[0] for one in said] == [one.label for one in won]


def test_a_class_that_is_chosen_is_shown_alone(show: Show) -> None:
    page = show({"has_touch": True}, view="open")
    wait_until_drawn(page.locator(".over canvas"), colours=3)
    one = page.get_by_role("list", name="Legend").get_by_role("button").first
    one.tap()
    expect(one).to_have_attribute("aria-pressed", "true")
    alphas = page.locator(".over canvas").evaluate(
        """canvas => { const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        copy.drawImage(canvas, 0, 0);
        return [...copy.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, at) => at % 4 === 3); }"""
    )
    share = float(one.inner_text().split()[-1].replace("%", "")) / 100
    assert np.mean(np.array(alphas) == 255) == pytest.approx(share, abs=0.001)


def test_the_class_under_the_pointer_is_named(show: Show, photo: Path) -> None:
    page = show(view="open")
    canvas = page.locator(".over canvas")
    wait_until_drawn(canvas, colours=3)
    box = canvas.bounding_box()
    assert box is not None
    page.locator(".over").hover(position={"x": box["width"] * 10.5 / 44, "y": box["height"] * 20.5 / 40})
    (won,) = [one.label for one in segmenter().predict(photo) if one.map is not None and one.map[20, 10]]
    expect(page.get_by_text(f"20,10 = {won}")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_check_finds_nothing(show: Show, scheme: str, width: int) -> None:
    page = show(settings(scheme, width), view="open")
    wait_until_drawn(page.locator(".over canvas"), colours=3)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
