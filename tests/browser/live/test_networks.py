"""Other networks, the webcam and the pad to draw on, from the page."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.live.conftest import Show

TEXT = "input 1x28x28 -> conv 4 3x3 -> relu -> flatten -> dense 10"


def opened(page: Page, text: str = TEXT) -> None:
    page.get_by_label("A network as a text").fill(text)
    page.get_by_role("button", name="Build it").click()


def test_a_text_is_opened_and_said_to_be_random(show: Show) -> None:
    page = show()
    opened(page)
    expect(page.locator("header .network")).to_have_text(TEXT)
    expect(page.locator(".random")).to_contain_text("Its weights are random")
    expect(page).to_have_url(re.compile("network=input"))
    page.get_by_role("list", name="Networks").get_by_role("button", name="toy").click()
    expect(page.locator("header .network")).to_have_text("toy")


def test_the_address_of_another_network_opens_it_and_back_goes_back(show: Show) -> None:
    page = show(network=TEXT)
    expect(page.locator("header .network")).to_have_text(TEXT)
    page.get_by_role("list", name="Networks").get_by_role("button", name="toy").click()
    expect(page.locator("header .network")).to_have_text("toy")
    page.go_back()
    expect(page.locator("header .network")).to_have_text(TEXT)


def test_a_network_is_opened_by_one_of_the_names_that_are_known(show: Show) -> None:
    page = show()
    page.get_by_label("Name", exact=True).focus()
    names = page.locator("#network-names option")
    expect(names.and_(page.locator("[value='convscope/lenet5']"))).to_have_count(1)
    page.get_by_label("Name", exact=True).fill("convscope/lenet5")
    page.keyboard.press("Enter")
    expect(page.locator("header .network")).to_have_text("convscope/lenet5")


def test_a_text_that_is_wrong_is_told_in_a_sentence(show: Show) -> None:
    page = show()
    opened(page, "input 1x28x28 -> convv 4 3x3")
    expect(page.get_by_role("alert")).to_contain_text("convv")
    expect(page.locator("header .network")).to_have_text("toy")


def test_the_webcam_gives_a_photo(show: Show) -> None:
    page = show()
    page.get_by_role("button", name="Webcam").click()
    page.get_by_role("button", name="Take the photo").click()
    expect(page.locator(".shelf button[aria-pressed=true]")).to_contain_text("webcam")


def stroke(page: Page, by: str) -> None:
    pad = page.get_by_role("application")
    pad.scroll_into_view_if_needed()
    box = pad.locator("canvas").bounding_box()
    assert box is not None
    if by == "keys":
        pad.focus()
        page.keyboard.press(" ")
        for _ in range(9):
            page.keyboard.press("ArrowDown")
        page.keyboard.press(" ")
    else:
        page.mouse.move(box["x"] + 60, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 60, box["y"] + 200, steps=5)
        page.mouse.up()


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_a_drawing_is_shown_white_on_black_in_the_size_of_the_network(show: Show, by: str) -> None:
    page = show(network=TEXT)
    page.get_by_role("button", name="Draw", exact=True).click()
    stroke(page, by)
    page.get_by_role("button", name="Show it to the network").click()
    shown = page.locator(".shelf button[aria-pressed=true]")
    expect(shown).to_contain_text("drawing")
    found = page.locator(".sees img").evaluate(
        """async image => {
            await image.decode();
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
            const middle = 4 * (14 * 28 + 14);
            return [canvas.width, canvas.height, pixels[0], pixels[middle]];
        }"""
    )
    assert found[:3] == [28, 28, 0]
    assert found[3] > 200
