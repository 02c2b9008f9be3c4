"""The page of a unit in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import convscope
from convscope.makers.picture_cache import PictureCache
from convscope.report.unit import write_study
from convscope.report.unit.atlas import atlas
from examine.photos import network, write_photos
from opener import Opener


@pytest.fixture(scope="session")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("datasketches")
    folder = tmp_path_factory.mktemp("unit")
    photos = write_photos(folder / "photos")
    scan = convscope.scan(network(), photos, out=folder / "scan", layers=("relu1", "relu2"))
    study = convscope.unit(
        "relu2:2",
        scan,
        photos / "dark" / "01.png",
        network=network(),
        visualize=True,
        cache=PictureCache(folder / "cache"),
    )
    write_study(study, folder / "unit.html")
    return folder / "unit.html"


@pytest.fixture(scope="session")
def index(report: Path) -> Path:
    return atlas("relu2", report.parent / "scan", report.parent / "atlas", network=network()).index


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("of", ["unit", "layer"])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, report: Path, index: Path, scheme: str, width: int, of: str
) -> None:
    page = open_page(
        report if of == "unit" else index, color_scheme=scheme, viewport={"width": width, "height": 844}
    )
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []


def test_a_phone_does_not_scroll_sideways(open_page: Opener, report: Path) -> None:
    page = open_page(report, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_atlas_leads_to_a_page_and_back_by_the_keyboard(open_page: Opener, index: Path) -> None:
    page = open_page(index, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".atlas a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/0*.html")
    page.get_by_role("link", name="All units of relu2").click()
    page.wait_for_url("**/index.html")


def test_a_photo_is_opened_by_the_keyboard_with_its_field_framed_inside(
    open_page: Opener, report: Path
) -> None:
    page = open_page(report, viewport={"width": 1280, "height": 844})
    summary = page.locator(".exemplars summary").first
    assert not page.locator(".exemplars .framed").first.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    photo = page.locator(".exemplars .framed img").first.bounding_box()
    frame = page.locator(".exemplars .framed i").first.bounding_box()
    assert photo
    assert frame
    assert photo["x"] - 1 <= frame["x"] < frame["x"] + frame["width"] <= photo["x"] + photo["width"] + 1
    assert photo["y"] - 1 <= frame["y"] < frame["y"] + frame["height"] <= photo["y"] + photo["height"] + 1


def test_every_picture_is_in_the_page(open_page: Opener, report: Path) -> None:
    page = open_page(report)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    # Six that were made, nine exemplars with two plates and the photo, nine weakest with it, one photo with a map.
    assert len(widths) >= 6 + 9 * 4 + 9 * 2 + 2
    assert min(widths) > 0
