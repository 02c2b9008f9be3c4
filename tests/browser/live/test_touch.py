"""A phone: fingers draw, read, pull and pan."""

import re

from playwright.sync_api import Page, expect

from browser.live.conftest import Show, wait_until_drawn
from browser.live.touch import PHONE, drag, inside, tap


def test_a_finger_draws_on_the_pad(show: Show) -> None:
    page = show(PHONE, view="open")
    page.get_by_role("button", name="Draw", exact=True).tap()
    pad = page.get_by_role("application").locator("canvas")
    drag(page, [inside(pad, 0.3, at / 10) for at in range(2, 8)])
    wait_until_drawn(pad, colours=1)
    page.get_by_role("button", name="Show it to the network").tap()
    expect(page.locator(".shelf button[aria-pressed=true]")).to_contain_text("drawing")


def test_a_finger_reads_a_number_of_the_lab(show: Show) -> None:
    page = show(PHONE, view="lab")
    picture = page.locator("button.plane").first
    wait_until_drawn(picture.locator("canvas"), colours=5)
    tap(picture, 0.25, 0.5)
    there = page.get_by_text(re.compile(r"sum at \d+, \d+"))
    before = there.inner_text()
    drag(page, [inside(picture, 0.25, 0.5), inside(picture, 0.6, 0.5), inside(picture, 0.75, 0.25)])
    expect(there).not_to_have_text(before)


def test_a_finger_reads_a_place_of_a_map(show: Show) -> None:
    page = show(PHONE, view="number", unit="2:3@4,4")
    large = page.get_by_role("button", name=re.compile("^Map of 2:3"))
    wait_until_drawn(large.locator("canvas"), colours=5)
    tap(large, 0.99, 0.01)
    expect(page).to_have_url(re.compile("unit=2:3@0,15"))


def test_a_finger_scrolls_the_maps_of_a_layer(show: Show) -> None:
    page = show(PHONE, view="network", layer="4")
    tiles = page.get_by_role("listbox")
    wait_until_drawn(tiles.locator("canvas"))
    if tiles.evaluate("box => box.scrollHeight > box.clientHeight"):
        drag(page, [inside(tiles, 0.5, 0.9 - at / 10) for at in range(8)])
        assert tiles.evaluate("box => box.scrollTop") > 0
    tap(page.get_by_role("option", name=re.compile("^Map 4:")).last, 0.5, 0.5)
    expect(page).to_have_url(re.compile(r"unit=4:\d+"))


def shown(page: Page) -> str:
    """What the canvas of the plane shows, in the browser's own form."""
    found: str = page.get_by_role("application").evaluate("canvas => canvas.toDataURL()")
    return found


def test_fingers_move_and_spread_the_plane_of_photos(show_scan: Show) -> None:
    page = show_scan(PHONE, view="embedding")
    plane = page.get_by_role("application")
    wait_until_drawn(plane)
    page.get_by_role("button", name="Dots only").tap()
    before = shown(page)
    drag(page, [inside(plane, 0.5, 0.5), inside(plane, 0.6, 0.6), inside(plane, 0.7, 0.7)])
    page.wait_for_timeout(300)
    moved = shown(page)
    assert moved != before
    drag(
        page,
        [inside(plane, 0.45, 0.5), inside(plane, 0.3, 0.5), inside(plane, 0.1, 0.5)],
        [inside(plane, 0.55, 0.5), inside(plane, 0.7, 0.5), inside(plane, 0.9, 0.5)],
    )
    page.wait_for_timeout(300)
    assert shown(page) not in (before, moved)
    assert page.evaluate("scrollX") == 0


def test_the_view_that_is_shown_stands_in_the_line_of_views(show: Show) -> None:
    page = show(PHONE, view="lab")
    link = page.get_by_role("navigation", name="Views").get_by_role("link", name="Kernel lab")
    expect(link).to_be_in_viewport(ratio=1)
