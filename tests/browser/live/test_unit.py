"""The view of a unit: on the photo, its kernel, what depends on it; with a scan its photos."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.live.conftest import Show, wait_until_drawn
from browser.live.test_page import findings, settings
from convscope.examine.scans import Scan
from convscope.examine.units.own_kernel import own_kernel
from server.client import toy

UNIT = "2:3"


def read(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def test_the_highest_place_is_that_of_python(show: Show, photo: Path) -> None:
    page = show(view="unit", unit=UNIT)
    expect(page.locator("output")).to_contain_text(f"{UNIT}@")
    values = toy().activations(photo, ["2"])["2"][3].numpy()
    said = re.fullmatch(r"2:3@(\d+),(\d+) = (.+)", page.inner_text("output"))
    assert said is not None
    assert values[int(said[1]), int(said[2])] == values.max()
    assert read(said[3]) == pytest.approx(float(values.max()), rel=1e-5)
    wait_until_drawn(page.get_by_role("button", name=f"Map of {UNIT}").locator("canvas"))


def test_the_arrow_keys_read_another_place(show: Show) -> None:
    page = show(view="unit", unit=UNIT)
    expect(page.locator("output")).to_contain_text(f"{UNIT}@")
    before = page.inner_text("output")
    page.get_by_role("button", name=f"Map of {UNIT}").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(page.locator("output")).not_to_have_text(before)
    page.get_by_role("button", name="Back to the highest").click()
    expect(page.locator("output")).to_have_text(before)


def test_a_unit_of_a_module_is_that_of_the_layer_whose_result_it_gives(show: Show) -> None:
    page = show(view="unit", unit="output:2")
    expect(page.get_by_role("heading", name="8:2")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_unit_that_the_layer_does_not_have_is_said(show: Show) -> None:
    page = show(view="unit", unit="2:99")
    expect(page.get_by_role("alert")).to_contain_text("2 has no channel 99, but 12 from 0.")


def test_the_units_that_a_kernel_reads_are_those_of_python_and_open(show: Show) -> None:
    page = show(view="unit", unit=UNIT)
    rows = page.get_by_role("table", name="Units that it reads most").get_by_role("link")
    expect(rows.first).to_be_visible()
    graph = toy().graph()
    kernel = own_kernel(graph, graph.find("2"), 3)
    assert kernel is not None
    expected = [f"{kernel.reads}:{unit}" for unit, _ in kernel.kernel.inputs]
    assert rows.all_inner_texts() == expected
    rows.first.click()
    expect(page.get_by_role("heading", name=expected[0], exact=True)).to_be_visible()


def test_what_follows_from_the_unit_leads_on(show: Show) -> None:
    page = show(view="unit", unit=UNIT)
    link = page.get_by_role("table", name="Classes").get_by_role("link").first
    name = link.inner_text()
    link.click()
    expect(page.get_by_label("Target")).to_have_value(f"class:{name}")


def test_keys_and_the_field_go_from_unit_to_unit(show: Show) -> None:
    page = show(view="unit", unit=UNIT)
    page.keyboard.press(".")
    expect(page.get_by_role("heading", name="2:4", exact=True)).to_be_visible()
    page.get_by_label("Channel", exact=True).fill("7")
    page.get_by_label("Channel", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("unit=2:7"))


def test_a_touch_reads_a_place(show: Show) -> None:
    page = show({"has_touch": True, "viewport": {"width": 390, "height": 844}}, view="unit", unit=UNIT)
    large = page.get_by_role("button", name=f"Map of {UNIT}")
    box = large.bounding_box()
    assert box is not None
    large.dispatch_event("pointerdown", {"clientX": box["x"] + 2, "clientY": box["y"] + 2})
    expect(page.locator("output")).to_contain_text(f"{UNIT}@0,0 = ")


def test_a_picture_is_made_for_the_unit(show: Show) -> None:
    page = show(view="unit", unit=UNIT)
    page.get_by_role("button", name="Make a picture for it").click()
    expect(page.get_by_text("Done.")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("img", name=f"Picture made for {UNIT}")).to_be_visible()


def test_the_strongest_photos_are_those_of_the_scan(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="unit", unit=UNIT)
    shown = page.get_by_role("region", name="Strongest photos").locator("li b")
    expect(shown).to_have_count(9)
    expected = [one.value for one in scan.unit(UNIT).exemplars[:9]]
    assert [read(text) for text in shown.all_inner_texts()] == pytest.approx(expected, rel=0.01)


def test_what_the_unit_sees_can_be_seen_in_four_ways(show_scan: Show) -> None:
    page = show_scan(view="unit", unit=UNIT)
    strongest = page.get_by_role("region", name="Strongest photos")
    tile = strongest.get_by_role("img").first
    expect(tile).to_have_css("background-image", re.compile("blob:"))
    seen = set()
    for way in ("what it sees", "whole photos", "guided backpropagation", "deconvnet"):
        with page.expect_response(re.compile("/fields")):
            strongest.get_by_role("button", name=way, exact=True).dispatch_event("click")
            if way == "what it sees":  # has come before
                page.evaluate("fetch('api/scan/unit/fields?unit=2:3')")
        expect(strongest.locator("ul.old")).to_have_count(0)
        expect(tile).to_have_css("background-image", re.compile("blob:"))
        seen.add(tile.evaluate("tile => getComputedStyle(tile).backgroundImage"))
    assert len(seen) == 4


def test_a_photo_of_the_scan_becomes_the_photo_that_is_looked_at(show_scan: Show, scan: Scan) -> None:
    page = show_scan(view="unit", unit=UNIT)
    page.get_by_role("region", name="Strongest photos").get_by_role("button").nth(4).click()
    name = scan.unit(UNIT).exemplars[0].photo.rpartition("/")[2]
    expect(page.get_by_role("heading", name=f"On {name}")).to_be_visible()
    expect(page.get_by_text("than on")).to_be_visible()


def test_units_that_are_alike_open(show_scan: Show) -> None:
    page = show_scan(view="unit", unit=UNIT)
    link = page.get_by_role("region", name="Units most alike").get_by_role("link").first
    unit = f"2{link.inner_text()}"
    link.click()
    expect(page.get_by_role("heading", name=unit, exact=True)).to_be_visible()


def test_the_command_is_that_of_the_units_page(show_scan: Show, scan: Scan) -> None:
    page = show_scan({"permissions": ["clipboard-read", "clipboard-write"]}, view="unit", unit=UNIT)
    page.get_by_label(f"Take along: {UNIT}", exact=True).click()
    page.get_by_role("button", name="Copy as command").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"convscope unit {UNIT} --scan {scan.name}"


@pytest.mark.parametrize("view", ["unit", "embedding"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_check_finds_nothing(show_scan: Show, scheme: str, width: int, view: str) -> None:
    words = {"unit": UNIT} if view == "unit" else {"at": "3", "around": "0,-9;9,-9;9,9;0,9"}
    page = show_scan(settings(scheme, width), view=view, **words)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
