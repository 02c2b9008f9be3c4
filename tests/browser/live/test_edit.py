"""The view of edits: painted pixels, channels, kernels and biases, before and after."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

import convscope
from browser.live.conftest import Show, wait_until_drawn
from browser.live.touch import PHONE, tap
from server.client import toy


def edits_of(page: Page) -> str:
    found = re.search(r"[?&]edits=([^&]*)", page.url)
    return unquote(found[1]) if found else ""


def brush(page: Page) -> Locator:
    return page.get_by_role("application", name=re.compile("^Paint the photo"))


def says(page: Page) -> list[tuple[str, str]]:
    """What the network says before and after, a row each."""
    rows = page.locator("table tbody tr")
    expect(rows.first).to_be_visible()
    texts = [row.locator("td").all_inner_texts() for row in rows.all()]
    return [(before, after) for before, after, _ in texts]


def expected(photo: Path, edits: str) -> list[tuple[str, str]]:
    found = convscope.edit(toy(), photo, edits).changes()
    return [one.amounts for one in found]


def wait_for(page: Page, photo: Path, edits: str) -> None:
    """Until the page shows what Python computes."""
    rows = page.locator("table tbody tr")
    for row, (before, after) in enumerate(expected(photo, edits)):
        expect(rows.nth(row).locator("td").nth(0)).to_have_text(before)
        expect(rows.nth(row).locator("td").nth(1)).to_have_text(after)


def test_a_stroke_of_the_mouse_paints_and_the_predictions_follow(show: Show, photo: Path) -> None:
    page = show(view="edit")
    box = brush(page).bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(left + 0.25 * width, top + 0.25 * height)
    page.mouse.down()
    page.mouse.move(left + 0.75 * width, top + 0.5 * height, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("edits=pixel"))
    assert re.fullmatch(r"pixel@8,8>.*\*9=#e4572e", edits_of(page))
    wait_for(page, photo, edits_of(page))


def test_the_keyboard_paints_too(show: Show, photo: Path) -> None:
    page = show(view="edit")
    brush(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 edit")).to_be_visible()
    assert edits_of(page) == "pixel@6,17*9=#e4572e"
    wait_for(page, photo, edits_of(page))
    page.keyboard.press("ArrowDown")  # from where it was
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 edits")).to_be_visible()
    assert edits_of(page).endswith("pixel@7,17*9=#e4572e")


def test_a_finger_paints_where_it_taps(show: Show) -> None:
    page = show(PHONE, view="edit")
    tap(brush(page), 0.51, 0.51)
    expect(page).to_have_url(re.compile("edits=pixel@16,16"))


def test_a_channel_is_switched_off_and_on(show: Show, photo: Path) -> None:
    page = show(view="edit", unit="2:3")
    page.get_by_role("button", name="Switch the channel off").click()
    wait_for(page, photo, "2:3=0")
    after = page.get_by_role("button", name="Map of 2:3, after")
    wait_until_drawn(page.get_by_role("button", name="Map of 2:3, before").locator("canvas"), 20)
    expect(after.locator("xpath=..").locator("output")).to_have_text("0")
    page.get_by_role("button", name="Let the channel go").click()
    assert edits_of(page) == ""
    expect(page.get_by_text("The edits do not reach this map.")).to_be_visible()


def test_a_channel_is_held_at_a_value(show: Show, photo: Path) -> None:
    page = show(view="edit", unit="2:3")
    page.get_by_label("Hold it at").fill("1.5")
    page.get_by_label("Hold it at").press("Enter")
    wait_for(page, photo, "2:3=1.5")


def test_a_weight_of_a_kernel_is_changed(show: Show, photo: Path) -> None:
    page = show(view="edit", unit="2:3")
    cell = page.get_by_label("Weight 1, 2")
    cell.fill("2.5")
    cell.press("Enter")
    assert edits_of(page) == "2.weight[3,0,1,2]=2.5"
    wait_for(page, photo, edits_of(page))
    own = float(toy().graph().tensors["2.weight"][3, 4, 1, 2])
    page.get_by_label("From input").fill("4")
    page.get_by_label("From input").press("Enter")
    assert float(cell.input_value()) == pytest.approx(own, rel=1e-3)


def test_a_bias_is_changed_and_let_go(show: Show, photo: Path) -> None:
    page = show(view="edit", unit="2:3")
    page.get_by_role("spinbutton", name="Bias").fill("-1")
    page.get_by_role("spinbutton", name="Bias").press("Enter")
    wait_for(page, photo, "2.bias[3]=-1")
    page.get_by_role("spinbutton", name="Bias").fill("")
    page.get_by_role("spinbutton", name="Bias").press("Enter")
    assert edits_of(page) == ""


def test_edits_are_undone_and_done_again(show: Show, photo: Path) -> None:
    page = show(view="edit", unit="2:3")
    page.get_by_role("button", name="Switch the channel off").click()
    page.get_by_role("spinbutton", name="Bias").fill("-1")
    page.get_by_role("spinbutton", name="Bias").press("Enter")
    assert edits_of(page) == "2:3=0; 2.bias[3]=-1"
    page.get_by_role("button", name="Undo").click()
    assert edits_of(page) == "2:3=0"
    page.locator("body").press("Control+z")
    assert edits_of(page) == ""
    page.locator("body").press("Control+Shift+z")
    page.get_by_role("button", name="Redo").click()
    assert edits_of(page) == "2:3=0; 2.bias[3]=-1"
    wait_for(page, photo, edits_of(page))


def test_an_address_shows_its_edits_again(show: Show, photo: Path) -> None:
    page = show(view="edit", edits="2:3=0; pixel@5,5*7=%230000ff")
    wait_for(page, photo, "2:3=0; pixel@5,5*7=#0000ff")
    page.get_by_role("button", name="Remove 2:3=0").click()
    wait_for(page, photo, "pixel@5,5*7=#0000ff")


def test_edits_are_typed(show: Show, photo: Path) -> None:
    page = show(view="edit")
    page.get_by_label("Edits, with ; between them").fill("2:1=0; 2:2=0")
    page.get_by_role("button", name="Do these edits").click()
    wait_for(page, photo, "2:1=0; 2:2=0")


def test_an_edit_that_cannot_be_read_is_told_in_a_sentence(show: Show) -> None:
    page = show(view="edit", edits="nonsense")
    expect(page.get_by_role("alert").first).to_contain_text("nonsense")


def test_other_views_say_that_they_show_no_edits(show: Show) -> None:
    page = show(view="why", edits="2:3=0")
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("without the edits")
    page.get_by_role("link", name="Back to the edits").click()
    expect(page.get_by_role("heading", name="Edit", exact=True)).to_be_visible()


def test_the_python_that_is_copied_does_the_edits(show: Show) -> None:
    page = show({"permissions": ["clipboard-read", "clipboard-write"]}, view="edit", edits="2:3=0")
    page.get_by_label("Take along: Edit", exact=True).click()
    page.get_by_role("button", name="Copy as Python").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert 'convscope.edit(network, "stripes.png", "2:3=0")' in page.evaluate(
        "navigator.clipboard.readText()"
    )
