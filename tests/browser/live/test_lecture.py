"""The guided walk: the worked example, then the network that was trained."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.live.conftest import Show
from browser.live.test_page import findings, settings

STILL = {"reduced_motion": "reduce"}


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def value(output: Locator) -> float:
    return float((output.text_content() or "").replace("\u2212", "-").replace(",", "").split()[-1])


def test_keys_lead_from_step_to_step_and_back_in_the_history_goes_back(show: Show) -> None:
    page = show(STILL, view="lecture")
    page.keyboard.press("ArrowRight")
    expect(heading(page, "One window")).to_be_visible()
    expect(page).to_have_url(re.compile("step=window"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("step=window"))
    page.go_back()
    expect(page).to_have_url(re.compile("step=map"))


def test_the_first_window_of_the_lecture_sums_to_three(show: Show) -> None:
    page = show(STILL, view="lecture", step="window")
    expect(page.locator("output")).to_have_text("3")


def test_a_pixel_that_is_turned_changes_the_sum_and_the_address(show: Show) -> None:
    page = show(STILL, view="lecture", step="window")
    page.get_by_role("button", name="Pixel 0, 0").click()
    expect(page.locator("output")).to_have_text("2")
    expect(page).to_have_url(re.compile("pixels=000001/"))


def test_a_weight_that_is_written_changes_the_map(show: Show) -> None:
    page = show(STILL, view="lecture", step="map")
    page.get_by_label("Weight 0, 0").fill("5")
    expect(page.get_by_role("group", name="map of filter 0").locator("span").first).to_have_text("7")


@pytest.mark.parametrize(("step", "size"), [("stride", 2), ("padding", 6), ("filters", 4)])
def test_the_maps_have_the_size_of_the_formula(show: Show, step: str, size: int) -> None:
    page = show(STILL, view="lecture", step=step)
    expect(page.get_by_role("group", name="map of filter 1").locator("span")).to_have_count(size * size)


def test_stride_and_padding_can_be_changed_and_end_with_the_step(show: Show) -> None:
    page = show(STILL, view="lecture", step="stride")
    page.get_by_label("Padding").select_option("1")
    expect(page.get_by_role("group", name="map of filter 0").locator("span")).to_have_count(9)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next").click()
    expect(page).not_to_have_url(re.compile("padding="))


def test_it_walks_by_itself_until_a_hand_stops_it_and_goes_on_by_the_button(show: Show) -> None:
    page = show(view="lecture", step="map")
    count = page.get_by_role("group", name="map of filter 0").locator("span:not(.awaited)")
    expect(count).to_have_count(3)
    page.get_by_role("button", name="Pixel 5, 5").click()
    expect(count).to_have_count(16)
    expect(page).to_have_url(re.compile(r"place=0@0,\d"))
    page.get_by_role("button", name="Walk on by itself").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(count).not_to_have_count(16)


def test_whoever_wants_no_motion_gets_none(show: Show) -> None:
    page = show(STILL, view="lecture", step="map")
    expect(page.get_by_role("button", name="Walk on by itself")).to_be_visible()


def test_the_arrow_keys_slide_the_window_where_the_map_is_in_focus(show: Show) -> None:
    page = show(STILL, view="lecture", step="map")
    page.get_by_role("group", name="map of filter 0").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("place=0@0,1"))
    expect(page.locator("output")).to_have_text("\u22121")


def test_the_largest_number_of_a_window_goes_on(show: Show) -> None:
    page = show(STILL, view="lecture", step="pooling", place="0@1,1")
    expect(page.locator("output")).to_have_text("max(0, 1, 0, 0) = 1")


def test_a_word_of_the_address_that_cannot_be_read_is_told(show: Show) -> None:
    page = show(STILL, view="lecture", pixels="12")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read")


def test_the_view_fills_the_screen_by_a_key(show: Show) -> None:
    page = show(STILL, view="lecture")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Leave the full screen")).to_be_visible()
    assert page.evaluate("document.fullscreenElement.id") == "view"
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile("step=window"))


def test_the_question_mark_shows_the_keys_of_all_views(show: Show) -> None:
    page = show()
    page.keyboard.press("?")
    for words in ("the next step", "the next unit", "go to Lecture"):
        expect(page.get_by_role("dialog", name="Keys")).to_contain_text(words)


def test_a_digit_that_is_drawn_is_known_and_its_link_holds_it(show: Show) -> None:
    page = show(STILL, view="lecture", step="digit")
    page.get_by_role("button", name="Wipe it").click()
    box = page.locator("[role=application] canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 145, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 240, steps=12)
    page.mouse.up()
    expect(page.locator("li.most .digit")).to_have_text("1")
    expect(page).to_have_url(re.compile(r"drawing=52,14-"))
    page.reload()
    expect(page.locator("li.most .digit")).to_have_text("1")


def test_a_digit_can_be_drawn_by_keys(show: Show) -> None:
    page = show(STILL, view="lecture", step="digit", drawing="nothing")
    page.get_by_role("application").focus()
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    for _ in range(18):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(page.locator("li.most .digit")).to_have_text("1")
    expect(page).to_have_url(re.compile("drawing=50,14-"))


def test_a_finger_turns_a_pixel(show: Show) -> None:
    page = show({**STILL, "has_touch": True, "viewport": {"width": 390, "height": 844}}, view="lecture")
    page.get_by_role("button", name="Pixel 0, 0").tap()
    expect(page).to_have_url(re.compile("pixels=000001/"))


@pytest.mark.parametrize(
    ("step", "unit"),
    [("digit-convolution", "conv1:2@9,13"), ("digit-pooling", "pool1:2@9,6"), ("dense", "dense1:3")],
)
def test_a_number_of_the_walk_is_the_one_of_the_server(show: Show, step: str, unit: str) -> None:
    channel, _, place = unit.partition(":")[2].partition("@")
    page = show(STILL, view="lecture", step=step, place=f"{channel}@{place or '0,0'}")
    said = value(page.locator(".says output"))
    page.get_by_role("button", name="Work this number out").click()
    expect(heading(page, unit)).to_be_visible()
    expect(page.locator("header .network")).to_have_text("convscope/digits")
    expect(page.locator(".whole output")).to_be_visible()
    assert value(page.locator(".whole output")) == pytest.approx(said, rel=1e-3)


@pytest.mark.parametrize(
    "step", ["window", "padding", "relu", "weights", "digit", "digit-pooling", "dense", "softmax"]
)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_accessibility_check_finds_nothing(show: Show, scheme: str, width: int, step: str) -> None:
    page = show({**settings(scheme, width), **STILL}, view="lecture", step=step)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
