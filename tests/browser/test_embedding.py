"""An embedding's page in a real browser: legend, lasso, keys."""

import csv
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import convscope
from convscope.report.embedding import write_embedding
from examine.photos import network, write_photos
from opener import Opener


@pytest.fixture(scope="session")
def page_file(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("embedding")
    scan = convscope.scan(network(), write_photos(folder / "photos"), out=folder / "scan")
    write_embedding(convscope.embed(scan, method="pca"), folder / "page.html")
    return folder / "page.html"


def count(page: Page) -> str:
    return page.inner_text(".count")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, page_file: Path, scheme: str, width: int
) -> None:
    page = open_page(page_file, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.click('[data-do="select"]')
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_lasso_selects_what_it_surrounds(open_page: Opener, page_file: Path) -> None:
    page = open_page(page_file)
    page.click('[data-mode="lasso"]')
    box = page.locator(".plane canvas").bounding_box()
    assert box is not None
    corners = [(2, 2), (box["width"] - 2, 2), (box["width"] - 2, box["height"] - 2), (2, box["height"] - 2)]
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    for x, y in corners:
        page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.up()
    assert count(page) == "12 photos."
    assert page.locator(".selected li").count() == 12


def test_a_class_that_is_hidden_is_not_selected(open_page: Opener, page_file: Path) -> None:
    page = open_page(page_file)
    page.click('[data-label="0"]')
    page.click('[data-do="select"]')
    assert count(page) == "6 photos."
    assert all(text.startswith("dark") for text in page.locator(".selected li").all_inner_texts())


def test_the_selected_are_saved_as_a_table(open_page: Opener, page_file: Path) -> None:
    page = open_page(page_file)
    page.click('[data-do="select"]')
    with page.expect_download() as download:
        page.click('[data-do="csv"]')
    with Path(download.value.path()).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert {row["label"] for row in rows} == {"bright", "dark"}


def test_keys_go_from_photo_to_photo_and_select(open_page: Opener, page_file: Path) -> None:
    page = open_page(page_file)
    page.focus(".plane canvas")
    page.keyboard.press("ArrowRight")
    first = page.inner_text(".reading")
    page.keyboard.press("Space")
    assert count(page) == "1 photo."
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".reading") != first
    page.keyboard.press("Escape")
    assert count(page) == "No photo is selected."
