"""The view of one number: what it is made of comes to what the network computes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import convscope
from browser.live.conftest import Show
from server.client import toy

UNIT = "2:3@4,5"


def read(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def numbers(page: Page, label: str) -> list[float]:
    """Of all grids of a kind, one after the other."""
    cells = page.get_by_role("table", name=label, exact=True).get_by_role("cell")
    expect(cells.first).to_be_visible()
    return [read(text) for text in cells.all_inner_texts()]


def test_the_number_is_that_of_python(show: Show, photo: Path) -> None:
    page = show(view="number", unit=UNIT)
    expect(page.locator(".whole output")).to_be_visible()
    expected = convscope.trace(toy(), photo, UNIT).value
    assert read(page.inner_text(".whole output")) == pytest.approx(expected, rel=1e-5)
    assert f"{expected!r}".replace("-", "\u2212") in page.inner_text(".whole")


def test_the_products_and_the_bias_come_to_the_number(show: Show) -> None:
    page = show(view="number", unit=UNIT)
    products, bias = numbers(page, "products"), read(page.inner_text("dl dd:last-child"))
    assert sum(products) + bias == pytest.approx(read(page.inner_text(".whole output")), abs=0.01)


def test_each_product_is_a_number_of_the_window_times_its_weight(show: Show) -> None:
    page = show(view="number", unit=UNIT)
    factors = zip(numbers(page, "window"), numbers(page, "weights"), strict=True)
    assert numbers(page, "products") == pytest.approx([a * b for a, b in factors], rel=0.02, abs=1e-4)


@pytest.mark.parametrize("unit", ["3:3@4,5", "6:2@0,0", "8:1"])
def test_activations_poolings_and_linear_layers_are_worked_out_too(show: Show, unit: str) -> None:
    page = show(view="number", unit=unit)
    expect(page.locator(".value b").last).to_be_visible()
    assert page.locator(".value b").last.inner_text() == page.inner_text(".whole output")


def test_the_arrow_keys_slide_the_window(show: Show) -> None:
    page = show(view="number", unit=UNIT)
    page.get_by_role("button", name="Map of 2:3").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="2:3@4,6", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("unit=2:3@4,6"))


def test_a_number_of_the_window_opens(show: Show) -> None:
    page = show(view="number", unit=UNIT)
    page.get_by_role("table", name="window", exact=True).first.get_by_role("button").nth(4).click()
    expect(page.get_by_role("heading", name=re.compile(r"^1:\d@8,10$"))).to_be_visible()


def test_a_place_in_a_map_opens_its_number(show: Show) -> None:
    page = show(view="network", unit="2:3")
    page.get_by_role("link", name="Work this number out").click()
    expect(page.get_by_role("heading", name="2:3@8,8", exact=True)).to_be_visible()
    expect(page.locator(".whole output")).to_be_visible()
