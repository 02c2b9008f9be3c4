"""The view of runs: curves, a slider over epochs, two runs side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.live.conftest import Show, serving, showing, wait_until_drawn
from browser.live.test_page import findings, settings
from convscope.learn.run import Run
from server.client import toy
from server.small_run import small_run


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    place = tmp_path_factory.mktemp("runs")
    return [small_run(place, "light"), small_run(place, "other", seed=1)]


@pytest.fixture(scope="session")
def runs_url(photo: Path, runs: list[Run]) -> Iterator[str]:
    with serving(toy(), photo, runs=runs) as url:
        yield url


@pytest.fixture
def show_runs(browser: Browser, runs_url: str) -> Iterator[Show]:
    with showing(browser, runs_url) as shown:
        yield shown


def test_without_a_run_the_page_says_how_to_open_one(show: Show) -> None:
    expect(show(view="training").locator("pre")).to_contain_text("convscope serve --run mine")


def test_the_curves_have_a_point_for_each_epoch(show_runs: Show, runs: list[Run]) -> None:
    line = show_runs(view="training").locator("polyline").first
    expect(line).to_be_attached()
    assert len((line.get_attribute("points") or "").split()) == len(runs[0].metrics())


def test_the_slider_goes_to_another_epoch_of_both_runs(show_runs: Show) -> None:
    page = show_runs(view="training")
    expect(page.get_by_role("heading", name="light after epoch 3")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("epoch=1"))
    for name in ("light", "other"):
        expect(page.get_by_role("heading", name=f"{name} after epoch 1")).to_be_visible()
    wait_until_drawn(page.get_by_role("img", name="Maps of the first convolution").first.locator("canvas"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing(show_runs: Show, width: int) -> None:
    page = show_runs(settings("dark", width), view="training", epoch="1")
    expect(page.get_by_role("heading", name="light after epoch 1")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_error_leads_to_the_units_behind_it_in_the_network_of_that_epoch(show_runs: Show) -> None:
    page = show_runs(view="training", epoch="1")
    part = page.locator("details", has_text="What it got wrong").first
    part.locator("summary").click()
    expect(part).to_contain_text("validation pictures were classified wrong")
    first = part.locator(".units button").first
    expect(first).to_be_visible()
    unit = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", name=unit)).to_be_visible()
    expect(page.locator("header .network")).to_contain_text("@1")
    expect(page).to_have_url(re.compile("photo="))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing_in_the_errors(show_runs: Show, width: int) -> None:
    page = show_runs(settings("light", width), view="training", epoch="1")
    part = page.locator("details", has_text="What it got wrong").first
    part.locator("summary").click()
    expect(part.locator(".units button").first).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
