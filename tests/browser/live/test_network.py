"""The view of the network: its layers as a strip, their maps, one map large."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.live.conftest import Show, wait_until_drawn
from server.client import toy

LAYER = "2"


def tile(page: Page, channel: int) -> None:
    page.get_by_role("option", name=f"Map {LAYER}:{channel}", exact=True).click()


def test_a_layer_that_is_chosen_shows_its_maps(show: Show) -> None:
    page = show(view="network")
    page.get_by_role("navigation", name="Layers").get_by_role("link").nth(2).click()
    expect(page.locator(".tiles [role=option]")).to_have_count(12)
    wait_until_drawn(page.locator(".tiles canvas"))


def test_the_strip_shows_the_first_maps_of_its_layers(show: Show) -> None:
    wait_until_drawn(show(view="network").get_by_role("navigation", name="Layers").locator("canvas").first)


def test_the_number_under_the_pointer_is_that_of_python(show: Show, photo: Path) -> None:
    page = show(view="network", layer=LAYER)
    tile(page, 3)
    large = page.get_by_role("button", name=f"Map of {LAYER}:3")
    box = large.bounding_box()
    assert box is not None
    large.hover(position={"x": box["width"] * 5.5 / 16, "y": box["height"] * 4.5 / 16})
    expect(page.locator("output")).to_contain_text(f"{LAYER}:3@4,5 = ")
    expected = float(toy().activations(photo, [LAYER])[LAYER][3, 4, 5])
    said = page.inner_text("output").rpartition("= ")[2].replace("\u2212", "-")
    assert float(said) == pytest.approx(expected, rel=1e-5)


def test_the_arrow_keys_move_the_place(show: Show) -> None:
    page = show(view="network", unit=f"{LAYER}:3")
    page.get_by_role("button", name=f"Map of {LAYER}:3").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(page.locator("output")).to_contain_text(f"{LAYER}:3@9,7 = ")


def test_the_arrow_keys_move_among_maps_and_enter_opens_one(show: Show) -> None:
    page = show(view="network", layer=LAYER)
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"{LAYER}:1", exact=True)).to_be_visible()


def test_an_address_shows_again_what_it_showed(show: Show) -> None:
    page = show(view="network", layer=LAYER)
    tile(page, 3)
    page.reload()
    expect(page.get_by_role("heading", name=f"{LAYER}:3", exact=True)).to_be_visible()
