"""One plane from the whole network to one multiplication."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.live.conftest import Show, wait_until_drawn
from browser.live.test_page import findings, settings

STILL = {"reduced_motion": "reduce"}


def plane(page: Page) -> Locator:
    found = page.get_by_role("application")
    expect(found).to_be_visible()
    return found


def middle(page: Page) -> tuple[float, float]:
    box = plane(page).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_enter_leads_to_a_layer_a_map_a_place_and_its_multiplication(show: Show) -> None:
    page = show(view="zoom")
    plane(page).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("layer=0"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("unit=0:0$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"unit=0:0@\d+,\d+"))
    expect(page.locator(".inside")).to_contain_text("bias")
    expect(page.get_by_role("status").last).to_contain_text("\u2248")
    value = re.findall(r"\u2248 (.+)", page.get_by_role("status").last.inner_text())[0]
    expect(page.locator(".inside p", has_text="conv").locator("b")).to_contain_text(value[:4])


def test_the_multiplication_leads_to_the_number_worked_out(show: Show) -> None:
    page = show(STILL, view="zoom", unit="0:0@2,3")
    page.get_by_role("link", name="Work this number out").click()
    expect(page.get_by_role("heading", name="0:0@2,3")).to_be_visible()


def test_back_and_forward_lead_out_and_in(show: Show) -> None:
    page = show(view="zoom")
    plane(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_have_text("0:0")
    page.go_back()
    expect(page.get_by_role("status").last).to_contain_text("conv")
    page.go_back()
    expect(page.get_by_role("status").last).to_contain_text("layers of toy")
    page.go_forward()
    expect(page.get_by_role("status").last).to_contain_text("conv")


def test_arrow_keys_go_to_what_is_beside(show: Show) -> None:
    page = show(STILL, view="zoom", layer="0")
    plane(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("layer=1"))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("unit=1:1"))
    page.keyboard.press("Backspace")
    expect(page).not_to_have_url(re.compile("unit="))


def test_the_wheel_zooms_without_a_jump_until_a_layer_fills_the_window(show: Show) -> None:
    page = show(view="zoom", layer="2")
    wait_until_drawn(plane(page).locator("canvas"))
    page.get_by_role("button", name="Out").click()
    expect(page).not_to_have_url(re.compile("layer="))
    page.go_back()
    expect(page).to_have_url(re.compile("layer=2"))
    page.wait_for_timeout(1500)  # of the flight
    page.mouse.move(*middle(page))
    for _ in range(20):
        page.mouse.wheel(0, -120)
    expect(page).to_have_url(re.compile("unit=2:"))
    for _ in range(40):
        page.mouse.wheel(0, 120)
    expect(page.get_by_role("status").last).to_contain_text("layers of toy")


def test_a_click_goes_one_step_deeper(show: Show) -> None:
    page = show(STILL, view="zoom", layer="2")
    page.mouse.click(*middle(page))
    expect(page).to_have_url(re.compile("unit=2:"))


def test_two_fingers_that_spread_zoom(show: Show) -> None:
    page = show(
        {**STILL, "has_touch": True, "viewport": {"width": 390, "height": 844}}, view="zoom", layer="2"
    )
    x, y = middle(page)
    touches = page.context.new_cdp_session(page)
    for kind, reach in (("touchStart", 10), *(("touchMove", reach) for reach in range(15, 150, 5))):
        points = [{"x": x - reach, "y": y, "id": 0}, {"x": x + reach, "y": y, "id": 1}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page).to_have_url(re.compile("unit=2:"))


def test_whoever_wants_no_motion_gets_none(show: Show) -> None:
    page = show(STILL, view="zoom", layer="0")
    wait_until_drawn(plane(page).locator("canvas"))
    page.wait_for_load_state("networkidle")
    plane(page).focus()
    frames = page.evaluate(
        """() => new Promise((done) => {
            let asked = 0;
            const whole = window.requestAnimationFrame;
            window.requestAnimationFrame = (call) => (asked++, whole(call));
            setTimeout(() => done(asked), 700);
            document.querySelector("[role=application]")
                .dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        })"""
    )
    assert frames < 8  # a flight of half a second has more, and maps that come are painted once each


@pytest.mark.parametrize("words", [{}, {"layer": "2"}, {"unit": "2:3@1,1"}])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_accessibility_check_finds_nothing(
    show: Show, scheme: str, width: int, words: dict[str, str]
) -> None:
    page = show({**settings(scheme, width), **STILL}, view="zoom", **words)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
