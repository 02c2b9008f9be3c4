"""A detector's boxes over the photo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.live.conftest import Show, serving
from browser.live.test_page import findings, settings
from convscope.network.task.boxes import Boxes
from toy_outputs import finder


@pytest.fixture(scope="module")
def url(photo: Path) -> Iterator[str]:
    with serving(finder(), photo) as opens:
        yield opens


def test_the_slider_leaves_the_boxes_of_a_higher_score(show: Show, photo: Path) -> None:
    network = finder()
    assert isinstance(network.task, Boxes)
    scores = network.scores(network.prepare(photo))
    page = show(view="open")
    drawn = page.locator(".over svg rect:not(.edge)")
    for least in (0.3, 0.6):
        page.get_by_label("Least score").fill(f"{least}")
        (expected,) = network.task.detections(scores, least=least)
        expect(drawn).to_have_count(len(expected))
        expect(page.get_by_role("list", name="Boxes").get_by_role("button")).to_have_count(len(expected))


def test_a_box_that_is_chosen_is_shown_alone(show: Show) -> None:
    page = show({"has_touch": True}, view="open")
    one = page.get_by_role("list", name="Boxes").get_by_role("button").first
    one.tap()
    expect(one).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".over svg rect:not(.edge)")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_check_finds_nothing(show: Show, scheme: str, width: int) -> None:
    page = show(settings(scheme, width), view="open")
    page.locator(".over svg rect").first.wait_for()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
