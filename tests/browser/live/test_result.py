"""The picture that a network makes of the photo, beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.live.conftest import Show, serving
from browser.live.test_page import findings, settings
from toy_outputs import restorer

MADE = "The picture that the network makes of it"


@pytest.fixture(scope="module")
def url(photo: Path) -> Iterator[str]:
    with serving(restorer(), photo) as opens:
        yield opens


def test_the_slider_moves_the_border_between_photo_and_picture(show: Show) -> None:
    page = show(view="open")
    made = page.get_by_role("img", name=MADE)
    expect(made).to_have_css("clip-path", "inset(0px 0px 0px 50%)")
    page.get_by_label("Border between photo and picture").focus()
    page.keyboard.press("End")
    expect(made).to_have_css("clip-path", "inset(0px 0px 0px 100%)")
    size = made.evaluate("image => image.decode().then(() => [image.naturalHeight, image.naturalWidth])")
    assert size == [40, 44]


def test_the_picture_can_be_saved(show: Show) -> None:
    page = show(view="open")
    page.get_by_label("Take along: What it makes of the photo").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save picture").click()
    assert saved.value.suggested_filename == "stripes.png.result.png"


def test_why_asks_for_a_patch_and_offers_no_class(show: Show) -> None:
    page = show(view="why", method="saliency")
    expect(page.get_by_label("Target")).to_have_attribute("placeholder", "the patch with most details")
    expect(page.locator("figcaption")).to_contain_text("saliency of tv:output@")
    expect(page.get_by_role("list", name="What the network says").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_check_finds_nothing(show: Show, scheme: str, width: int) -> None:
    page = show(settings(scheme, width), view="open")
    page.get_by_role("img", name=MADE).wait_for()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
