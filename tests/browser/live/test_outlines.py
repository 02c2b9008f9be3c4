"""Boxes with masks over the photo, and what cannot be asked about a network of boxes is not asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.live.conftest import Show, serving
from convscope.network import Network
from convscope.network.found import found
from toy_outputs import outliner


@pytest.fixture(scope="module")
def network() -> Network:
    return outliner()


@pytest.fixture(scope="module")
def url(network: Network, photo: Path) -> Iterator[str]:
    with serving(network, photo) as opens:
        yield opens


def test_each_thing_is_drawn_with_its_outline(show: Show, photo: Path, network: Network) -> None:
    page = show(view="open")
    page.get_by_label("Least score").fill("0.05")
    inputs = network.prepare(photo)
    (things,) = found(network, inputs, least=0.05)
    assert things
    expect(page.locator(".over svg rect:not(.edge)")).to_have_count(len(things))
    expect(page.locator(".over svg path")).to_have_count(len(things))


def test_the_outline_of_a_box_that_is_chosen_is_shown_alone(show: Show) -> None:
    page = show(view="open")
    page.get_by_role("list", name="Boxes").get_by_role("button").first.click()
    expect(page.locator(".over svg path")).to_have_count(1)


def test_why_a_thing_is_found_is_explained_without_a_sum_that_there_is_not(show: Show) -> None:
    page = show(view="why")
    expect(page.get_by_text("of detection:1")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("is made of")).to_have_count(0)
