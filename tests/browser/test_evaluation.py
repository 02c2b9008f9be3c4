"""An evaluation's report in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from convscope.report.evaluation import Data, judge, write_judgement
from labelled_pictures import colour_run, write_pictures
from opener import Opener

WRONG = 55  # pictures of red that are green; a page of the list holds fifty
MAPS = 3


@pytest.fixture(scope="session")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    run = colour_run(folder / "runs" / "colours", write_pictures(folder / "data", val=60, wrong=WRONG))
    pictures = run.dataset()
    data = Data(
        "data", "val", pictures.classes, pictures.split("val"), pictures.split("train"), pictures.classes
    )
    judgement = judge(run.network(), data, errors=MAPS, settings={"seed": 0})
    assert (len(judgement.evaluation.errors), len(judgement.cases)) == (WRONG, MAPS)
    write_judgement(judgement, folder / "report.html")
    return folder / "report.html"


def names(page: Page) -> list[str]:
    return page.locator("ol.errors .name").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, report: Path, scheme: str, width: int
) -> None:
    page = open_page(report, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.locator("details.error summary").first.click()
    page.locator("details.error summary").nth(MAPS).click()
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []


def test_a_phone_does_not_scroll_sideways(open_page: Opener, report: Path) -> None:
    page = open_page(report, viewport={"width": 390, "height": 844})
    page.locator("details.error summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_picture_is_in_the_page(open_page: Opener, report: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.html"
    moved.write_bytes(report.read_bytes())
    page = open_page(moved)
    page.locator("details.error summary").first.click()
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    # Fifty small ones, an error with photo, map and twice three neighbours, and suspected labels.
    assert len(widths) >= 50 + 8
    assert min(widths) > 0


def test_the_keyboard_opens_an_error_with_its_map_and_its_channels(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("details.error summary").first.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".opened").first
    expect(opened.get_by_alt_text("grad-cam map of green minus red")).to_be_visible()
    expect(opened.get_by_role("rowheader", name=":1")).to_be_visible()
    total = opened.locator("tr.total td").nth(1).inner_text()
    expect(opened.get_by_text(f"The difference of the network's own scores is {total}.")).to_be_visible()


def test_an_error_without_a_map_says_how_one_is_made(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("details.error summary").nth(MAPS).click()
    said = page.locator(".opened").nth(MAPS).inner_text()
    assert 'convscope explain PHOTO --target "class:green - class:red"' in said
    assert f"--errors {WRONG}" in page.locator("section[aria-labelledby=errors] > p").first.inner_text()


def test_all_errors_are_listed_fifty_at_a_time(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    seen = names(page)
    assert page.get_by_role("status").inner_text() == f"{WRONG} errors, 1 to 50 shown"
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("button", name="Next").is_disabled()
    assert sorted(seen + names(page)) == sorted(f"red{number}.png" for number in range(WRONG))


def test_errors_are_sorted_by_name_as_people_count_also_backwards(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("[name=sort]").select_option("name")
    assert names(page)[:11] == [f"red{number}.png" for number in range(11)]
    page.get_by_label("reversed").check()
    assert names(page)[:2] == ["red54.png", "red53.png"]


def test_errors_are_found_by_class_and_by_text(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.locator("[name=truth]").select_option(label=f"red ({WRONG})")
    page.locator("[name=text]").fill("red1")
    assert len(names(page)) == 11
    assert page.get_by_role("status").inner_text() == f"11 of {WRONG} errors, 1 to 11 shown"
    page.locator("[name=text]").fill("nothing")
    assert page.get_by_role("status").inner_text() == "No error is like this."


def test_the_plots_take_their_ink_from_the_page(open_page: Opener, report: Path) -> None:
    ink = "getComputedStyle(document.querySelector('.plots svg text')).fill"
    colours = {open_page(report, color_scheme=scheme).evaluate(ink) for scheme in ("light", "dark")}
    assert len(colours) == 2


def test_no_two_elements_share_a_name(open_page: Opener, report: Path) -> None:
    ids = open_page(report).evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))
