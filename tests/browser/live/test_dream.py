"""The view of dreams: pictures that grow, are paused, change what they climb, and are kept."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import convscope
from browser.live.conftest import Show
from server.client import toy

FEW = '"steps":3,"size":32'
MANY = '"steps":100000,"size":32'


def begun(show: Show, settings: str = FEW, **words: str) -> Page:
    page = show(view="dream", **{"target": "2:3", "with": settings, **words})
    page.get_by_role("button", name="Start").click()
    return page


def ended(page: Page) -> None:
    expect(page.get_by_role("button", name="Keep")).to_be_visible(timeout=60_000)


def grows(page: Page) -> None:
    """Wait for the first picture, which moves the buttons below it."""
    expect(page.get_by_role("progressbar", name="Steps")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("img", name=re.compile("^The objective over"))).to_be_visible(timeout=60_000)


def stopped(page: Page) -> None:
    grows(page)
    page.get_by_role("button", name="Stop here").click()
    ended(page)


def saved(page: Page, name: str = "Save picture") -> Path:
    page.get_by_label("Take along: Visualize and dream").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return Path(download.value.path())


def steps(page: Page) -> int:
    found = re.search(r"step ([\d,]+) of", page.inner_text(".state"))
    assert found
    return int(found[1].replace(",", ""))


def test_the_picture_is_that_of_python(show: Show) -> None:
    page = begun(show)
    ended(page)
    found = np.asarray(Image.open(io.BytesIO(saved(page).read_bytes())))
    assert np.array_equal(found, np.asarray(convscope.visualize(toy(), "2:3", steps=3, size=32).picture))


def test_a_dream_of_the_photo_is_that_of_python(show: Show, photo: Path) -> None:
    page = begun(show, '"steps":2,"octaves":1,"size":64', maker="dream", target="2")
    ended(page)
    found = np.asarray(Image.open(io.BytesIO(saved(page).read_bytes())))
    expected = convscope.dream(toy(), photo, "2", steps=2, octaves=1, size=64).picture
    assert np.array_equal(found, np.asarray(expected))


def test_a_job_pauses_goes_on_and_is_cancelled(show: Show) -> None:
    page = begun(show, MANY)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".state")).to_contain_text("pauses")
    page.wait_for_timeout(500)
    at = steps(page)
    page.wait_for_timeout(500)
    assert steps(page) == at
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".state")).to_contain_text("was cancelled")
    expect(page.locator(".picture img")).to_have_count(0)


def test_what_is_climbed_changes_while_it_is_and_the_picture_says_so(show: Show) -> None:
    page = begun(show, MANY)
    expect(page.locator(".state svg")).to_be_visible()
    page.get_by_role("combobox", name="Objective").fill("class:four")
    page.get_by_role("button", name="Climb this from here on").click()
    expect(page.get_by_text(re.compile(r"After step \d+: class:four"))).to_be_visible()
    expect(page.locator(".state .change")).to_have_count(1)
    stopped(page)
    with Image.open(saved(page)) as picture:
        said = json.loads(getattr(picture, "text", {})["convscope"])
    assert (said["settings"]["units"], said["objective"]) == (["2:3"], "class:four")
    assert said["changes"][0]["objectives"] == ["class:four"]


def test_what_the_network_does_not_have_is_told_in_a_sentence(show: Show) -> None:
    expect(begun(show, target="2:99").locator(".state")).to_contain_text("no channel 99")


def test_a_job_is_found_again_when_the_page_is_loaded_again(show: Show) -> None:
    page = begun(show, MANY)
    expect(page).to_have_url(re.compile("job="))
    page.reload()
    expect(page.locator(".state svg")).to_be_visible()
    stopped(page)


def test_several_pictures_are_made_apart(show: Show) -> None:
    page = show(view="dream", target="2:3", **{"with": FEW})
    page.get_by_label("diverse").fill("2")
    page.get_by_label("diverse").blur()
    expect(page).to_have_url(re.compile("diverse%22:2"))
    page.get_by_role("button", name="Start").click()
    ended(page)
    size = Image.open(saved(page)).size
    assert size == convscope.visualize(toy(), "2:3", steps=3, size=32, diverse=2).picture.size


def test_a_picture_that_is_kept_is_there_after_a_reload_until_it_is_let_go(show: Show) -> None:
    page = begun(show)
    ended(page)
    strip = page.get_by_role("list", name="Kept pictures")
    page.get_by_role("button", name="Keep").click()
    expect(strip.get_by_role("listitem")).to_have_count(1)
    page.reload()
    expect(strip.get_by_role("listitem")).to_have_count(1)
    with page.expect_download() as download:
        strip.get_by_role("button", name="Save").click()
    with Image.open(download.value.path()) as picture:
        assert json.loads(getattr(picture, "text", {})["convscope"])["settings"]["units"] == ["2:3"]
    strip.get_by_role("button", name="Let go of 2:3").click()
    expect(strip.get_by_role("listitem")).to_have_count(0)


def test_the_settings_of_a_picture_that_was_kept_are_taken_again(show: Show) -> None:
    page = begun(show)
    ended(page)
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("combobox", name="Objective").fill("2:5")
    page.get_by_label("steps", exact=True).fill("7")
    # The click leaves the field, which moves nothing under the pointer.
    page.get_by_role("button", name="Take its settings").click()
    expect(page.get_by_role("combobox", name="Objective")).to_have_value("2:3")
    expect(page.get_by_label("steps", exact=True)).to_have_value("3")


@pytest.mark.parametrize("maker", ["visualize", "dream"])
def test_the_python_that_is_copied_makes_the_picture(show: Show, photo: Path, maker: str) -> None:
    settings = FEW if maker == "visualize" else '"steps":2,"octaves":1,"size":64,"keep_colours":true'
    page = show(
        {"permissions": ["clipboard-read", "clipboard-write"]},
        view="dream",
        maker=maker,
        target="2:3",
        **{"with": settings},
    )
    page.get_by_label("Take along: Visualize and dream").click()
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    line = page.evaluate("navigator.clipboard.readText()").replace("stripes.png", str(photo)).splitlines()[-1]
    made = eval(line, {"convscope": convscope, "network": toy()})  # what the page says
    assert made.maker == maker


def test_a_finger_starts_and_stops(show: Show) -> None:
    touching = {"has_touch": True, "viewport": {"width": 390, "height": 844}}
    page = show(touching, view="dream", target="2:3", **{"with": MANY})
    page.get_by_role("button", name="Start").tap()
    grows(page)
    page.get_by_role("button", name="Stop here").tap()
    ended(page)


def test_a_job_that_is_no_longer_looked_at_is_found_again(show: Show) -> None:
    page = begun(show)
    ended(page)
    page.get_by_role("radio", name="Dream of the photo").check()
    page.goto(re.sub("&job=[0-9a-f]*", "", page.url))
    page.get_by_role("link", name="2:3", exact=True).first.click()
    ended(page)
