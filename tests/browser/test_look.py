"""A report in a real browser."""

import re
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from convscope.report import Written
from opener import Opener

MINUS = "\N{MINUS SIGN}"


def reading(page: Page) -> str:
    return page.locator(".reading").inner_text()


def box(page: Page, selector: str) -> dict[str, float]:
    """A box inside the photo, in the network's pixels."""
    found: dict[str, float] = page.evaluate(
        """(selector) => {
            const photo = document.querySelector(".window").getBoundingClientRect();
            const box = document.querySelector(selector).getBoundingClientRect();
            const scale = 224 / photo.width;
            return {top: (box.top - photo.top) * scale, left: (box.left - photo.left) * scale,
                    rows: box.height * scale, columns: box.width * scale};
        }""",
        selector,
    )
    return found


def test_pointing_at_a_value_gives_its_address_value_and_receptive_field(
    open_page: Opener, written: Written
) -> None:
    page = open_page(written.report)
    stage = written.look.stages[1]
    shown = stage.maps[2]
    rows, columns = stage.shape[1:]
    place = page.locator(f'.map[data-address="{shown.address}"]')
    place.scroll_into_view_if_needed()
    size = place.bounding_box()
    assert size is not None
    row, column = 17, 30
    place.hover(
        position={"x": (column + 0.5) / columns * size["width"], "y": (row + 0.5) / rows * size["height"]}
    )
    text = reading(page)
    assert text.startswith(f"{shown.address}@{row},{column}")
    number = re.search(rf"\n({MINUS}?[\d.e-]+) ±", text)
    assert number
    value = stage.low + stage.step * float(shown.levels[row, column])
    assert float(number[1].replace(MINUS, "-")) == pytest.approx(value, rel=1e-3, abs=1e-6)
    top, bottom = stage.fields[0].interval(row, 224)
    left, right = stage.fields[1].interval(column, 224)
    assert f"sees rows {top} to {bottom - 1}, columns {left} to {right - 1}" in text
    drawn = box(page, ".field")
    expected = {"top": top, "left": left, "rows": bottom - top, "columns": right - left}
    assert drawn == pytest.approx(expected, abs=0.5)


def test_a_receptive_field_is_clipped_to_the_photo(open_page: Opener, written: Written) -> None:
    page = open_page(written.report)
    stage = written.look.stages[-1]
    page.locator(f'.map[data-address="{stage.maps[0].address}"]').hover()
    assert box(page, ".field") == pytest.approx({"top": 0, "left": 0, "rows": 224, "columns": 224}, abs=0.5)


def test_a_map_is_read_with_the_keyboard(open_page: Opener, written: Written) -> None:
    page = open_page(written.report)
    stage = written.look.stages[2]
    shown = stage.maps[0]
    page.locator(f'.map[data-address="{shown.address}"]').focus()
    row, column = np.unravel_index(int(shown.levels.argmax()), shown.levels.shape)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expected = f"{shown.address}@{max(row - 1, 0)},{max(column - 1, 0)}"
    assert reading(page).startswith(expected)
    for _ in range(stage.shape[1] + 2):
        page.keyboard.press("ArrowDown")
    assert f"@{stage.shape[1] - 1}," in reading(page)


def test_the_slider_moves_by_keyboard_from_the_overlay_to_the_photo(
    open_page: Opener, written: Written
) -> None:
    page = open_page(written.report)
    slider = page.locator(".mix").first
    overlay = page.locator(".stack img").first
    opacity = "element => getComputedStyle(element).opacity"
    assert float(overlay.evaluate(opacity)) == 1
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert 0 < float(overlay.evaluate(opacity)) < 1
    page.keyboard.press("Home")
    assert float(overlay.evaluate(opacity)) == 0
    assert float(page.locator(".explanation").nth(1).locator(".stack img").first.evaluate(opacity)) == 1


def test_the_python_can_be_copied(open_page: Opener, written: Written) -> None:
    page = open_page(written.report, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator("details").first
    block.locator("summary").click()
    block.locator("button").click()
    # The clipboard answers later than the click returns.
    expect(block.locator("button")).to_have_text(re.compile("^(Copied|Selected)$"))
    chosen = page.evaluate("() => getSelection().toString() || navigator.clipboard.readText()")
    assert "convscope.explain(" in chosen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", ["report", "index"])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, written: Written, index: Path, scheme: str, width: int, kind: str
) -> None:
    path = written.report if kind == "report" else index
    page = open_page(path, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((block) => { block.open = true; })")
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.parametrize("kind", ["report", "index"])
def test_a_phone_does_not_scroll_sideways(
    open_page: Opener, written: Written, index: Path, kind: str
) -> None:
    path = written.report if kind == "report" else index
    page = open_page(path, viewport={"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((block) => { block.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_colours_follow_the_scheme(open_page: Opener, written: Written) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    colours = {
        open_page(written.report, color_scheme=scheme).evaluate(background) for scheme in ("light", "dark")
    }
    assert len(colours) == 2


def test_a_report_opens_when_it_was_moved(open_page: Opener, written: Written, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.html"
    moved.write_bytes(written.report.read_bytes())
    page = open_page(moved)
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert widths
    assert min(widths) > 0


def test_a_report_is_smaller_than_two_and_a_half_megabytes(written: Written) -> None:
    assert written.report.stat().st_size < 2_500_000
