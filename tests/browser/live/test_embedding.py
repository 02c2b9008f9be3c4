"""The view of an embedding: points, lasso, what the chosen photos have in common, one photo and those like it."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import convscope
from browser.live.conftest import Show, wait_until_drawn
from convscope.examine.neighbours.search import unit_vectors
from convscope.examine.scans import Scan


def plane(page: Page) -> tuple[float, float, float, float]:
    canvas = page.get_by_role("application")
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def surround(page: Page, corners: Sequence[tuple[float, float]]) -> None:
    """Draw a lasso around shares of the plane."""
    page.get_by_role("button", name="draws a lasso").click()
    left, top, width, height = plane(page)
    for number, (x, y) in enumerate(corners):
        page.mouse.move(left + x * width, top + y * height)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


ALL = ((0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99))


def test_the_photos_are_drawn_at_their_points(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="embedding")
    expect(page.get_by_role("application")).to_have_attribute(
        "aria-label", f"{len(scan.listed.photos)} photos at their points"
    )
    wait_until_drawn(page.get_by_role("application"))


def test_without_a_scan_the_page_says_how_to_make_one(show: Show) -> None:
    expect(show(view="embedding").locator("pre")).to_contain_text("convscope serve --scan mine")


def test_the_lasso_chooses_what_it_surrounds_and_is_in_the_address(show_scan: Show) -> None:
    page = show_scan(view="embedding")
    surround(page, ALL)
    expect(page.get_by_role("heading", name="10 photos are chosen")).to_be_visible()
    expect(page.get_by_text("All photos are chosen")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="10 photos are chosen")).to_be_visible()
    page.get_by_role("application").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="photos are chosen")).to_have_count(0)


def test_the_units_of_the_chosen_photos_are_those_that_python_finds(show_scan: Show, scan: Scan) -> None:
    points = convscope.embed(scan, method="pca").photos
    middle = float(np.median([one.x for one in points]))
    right = [one.number or 0 for one in points if one.x > middle]
    around = f"{middle},-9;9,-9;9,9;{middle},9"
    page = show_scan(view="embedding", around=around)
    rows = page.get_by_role("table", name="Units that tell them from the others").get_by_role("link")
    expect(rows.first).to_be_visible()
    values = np.asarray(scan.vectors().values, np.float64)
    inside = np.isin(scan.vectors().numbers, right)
    difference = (values[inside].mean(0) - values[~inside].mean(0)) / values.std(0)
    assert rows.first.inner_text() == f"{scan.vectors().layer}:{int(np.nanargmax(difference))}"


def test_the_direction_leads_to_an_explanation(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="embedding", around="0,-9;9,-9;9,9;0,9")
    objective = page.locator(".objective").inner_text()
    page.get_by_role("link", name="What in the photo lies along it").click()
    expect(page.get_by_label("Target")).to_have_value(objective)


def test_the_chosen_photos_are_saved_as_a_table(show_scan: Show) -> None:
    page = show_scan(view="embedding", around="-9,-9;9,-9;9,9;-9,9")
    page.get_by_label("Take along: 10 photos are chosen").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save data").click()
    with Path(download.value.path()).open(newline="") as file:
        assert {row["photo"] for row in csv.DictReader(file)} == {f"{number}.png" for number in range(10)}


def test_the_direction_that_is_saved_is_an_array(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="embedding", around="0,-9;9,-9;9,9;0,9")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the direction").click()
    direction = np.load(download.value.path())
    assert direction.shape == (scan.vectors().values.shape[1],)
    assert float(np.linalg.norm(direction)) == pytest.approx(1, abs=1e-5)


def test_a_click_opens_the_photo_with_those_most_similar(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="embedding")
    left, top, width, height = plane(page)
    points = convscope.embed(scan, method="pca").photos
    x, y = (np.array([getattr(one, axis) for one in points]) for axis in "xy")
    scale = min((width - 72) / np.ptp(x), (height - 72) / np.ptp(y))
    first = int(x.argmax())
    page.mouse.click(
        left + width / 2 + scale * (x[first] - (x.min() + x.max()) / 2),
        top + height / 2 - scale * (y[first] - (y.min() + y.max()) / 2),
    )
    expect(page).to_have_url(re.compile(f"at={first}(&|$)"))
    expect(page.get_by_role("heading", name=f"{first}.png")).to_be_visible()
    units = unit_vectors(scan.vectors().values)
    order = np.argsort(-(units @ units[first]), kind="stable")
    nearest = page.get_by_role("list", name="Most similar photos").get_by_role("button").first
    expect(nearest).to_have_attribute("title", f"{order[1]}.png")


def test_arrow_keys_and_enter_open_a_photo_and_lead_to_its_units(show_scan: Show) -> None:
    page = show_scan(view="embedding")
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("at="))
    name = page.get_by_role("heading", name=".png").inner_text()
    page.get_by_role("button", name="The units that respond most to it").click()
    expect(page.get_by_role("heading", name=f"On {name}")).to_be_visible()
    expect(
        page.get_by_role("list", name="Units that respond most").get_by_role("link").first
    ).to_contain_text("\N{GREEK SMALL LETTER SIGMA}")


def test_a_class_that_is_hidden_is_not_chosen(show_classes: Show) -> None:
    page = show_classes(view="embedding", around="-9,-9;9,-9;9,9;-9,9")
    expect(page.get_by_role("heading", name="12 photos are chosen")).to_be_visible()
    page.get_by_role("list", name="Classes").get_by_role("button", name="dark").click()
    expect(page.get_by_role("heading", name="6 photos are chosen")).to_be_visible()


def test_two_fingers_zoom_and_one_moves(show_scan: Show) -> None:
    page = show_scan({"has_touch": True, "viewport": {"width": 390, "height": 844}}, view="embedding")
    left, top, width, height = plane(page)
    canvas = page.get_by_role("application")

    def touch(kind: str, finger: int, x: float, y: float) -> None:
        place = {"clientX": left + x * width, "clientY": top + y * height, "pointerId": finger}
        canvas.dispatch_event(kind, {**place, "pointerType": "touch", "bubbles": True})

    page.evaluate("Element.prototype.setPointerCapture = () => {}")  # of a finger that no browser knows
    touch("pointerdown", 1, 0.4, 0.5)
    touch("pointerdown", 2, 0.6, 0.5)
    touch("pointermove", 2, 0.99, 0.5)
    touch("pointerup", 1, 0.4, 0.5)
    touch("pointerup", 2, 0.99, 0.5)
    page.get_by_role("button", name="Choose what is seen").click()
    expect(page.get_by_role("heading", name=re.compile(r"^[1-9] photos are chosen"))).to_be_visible()
