"""The kernel lab: what the page computes is what Python computes."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

import convscope
from browser.live.conftest import Show
from convscope.filters import KERNELS, kernel
from convscope.filters.application import LUMINANCE

OWN = "1 -2 0.5/0 3 -1"


def read(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def luminance(page: Page) -> NDArray[np.float64]:
    """Of the photo that the page shows."""
    source = page.locator("header img").get_attribute("src")
    answer = page.request.get(f"{page.url.partition('?')[0]}{source}")
    pixels = np.asarray(Image.open(io.BytesIO(answer.body())).convert("RGB")) / 255
    return np.asarray(pixels @ LUMINANCE.astype(np.float64))


def saved(page: Page) -> NDArray[np.float32]:
    """What comes out, as the file that the page saves."""
    page.get_by_label("Take along: Kernel lab").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save data").click()
    return np.asarray(np.load(download.value.path()))


def out(page: Page) -> None:
    expect(page.locator(".sum output")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "stride", "padding", "dilation"),
    [
        ("sobel-horizontal", 1, 0, 1),
        (OWN, 2, 1, 1),
        (OWN, 1, 3, 2),
        ("haar-diagonal", 3, 2, 1),
        ("gabor", 1, 0, 1),
    ],
)
def test_what_comes_out_is_what_convolve_gives(
    show: Show, text: str, stride: int, padding: int, dilation: int
) -> None:
    page = show(view="lab", kernel=text, stride=f"{stride}", padding=f"{padding}", dilation=f"{dilation}")
    out(page)
    weights = kernel(text).weights if text in KERNELS else [[1, -2, 0.5], [0, 3, -1]]
    worked = convscope.convolve(
        luminance(page), [np.asarray(weights)], stride=stride, padding=padding, dilation=dilation
    )
    expected = worked.output[0]
    found = saved(page)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-5 * max(1, np.abs(expected).max())


def test_the_numbers_under_the_pointer_are_those_of_convolve(show: Show) -> None:
    page = show(view="lab", kernel=OWN, stride="2", padding="1")
    out(page)
    shown = page.get_by_label("What comes out")
    box = shown.bounding_box()
    assert box is not None
    worked = convscope.convolve(luminance(page), OWN, stride=2, padding=1)
    rows, columns = worked.output.shape[1:]
    shown.hover(position={"x": box["width"] * 4.5 / columns, "y": box["height"] * 0.5 / rows})
    element = worked.element(0, 4)
    expect(page.get_by_text("sum at 0, 4")).to_be_visible()
    assert read(page.inner_text(".sum output")) == pytest.approx(element.value, rel=1e-4, abs=1e-6)
    for label, expected in (("window", element.window), ("products", element.products)):
        cells = page.get_by_role("table", name=label, exact=True).get_by_role("cell").all_inner_texts()
        assert [read(cell) for cell in cells] == pytest.approx(list(expected.flat), rel=5e-3, abs=1e-4)


def test_the_arrow_keys_move_the_place(show: Show) -> None:
    page = show(view="lab")
    out(page)
    before = page.inner_text(".sum p").split()[2:4]
    page.get_by_label("What comes out").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    row, column = (int(place.strip(",")) for place in before)
    expect(page.get_by_text(f"sum at {row - 1}, {column + 1}")).to_be_visible()


def test_a_finger_moves_the_place(show: Show) -> None:
    page = show({"has_touch": True, "viewport": {"width": 390, "height": 844}}, view="lab")
    out(page)
    page.get_by_label("What comes out").tap(position={"x": 1, "y": 1})
    expect(page.get_by_text("sum at 0, 0")).to_be_visible()


def test_a_weight_that_is_written_stands_in_the_address(show: Show) -> None:
    page = show(view="lab", kernel="identity")
    page.get_by_label("Weight 1, 1").fill("-4")
    expect(page).to_have_url(re.compile(r"kernel=0%200%200/0%20-4%200/0%200%200"))
    expect(page.get_by_text("The weights sum to \u22124.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Weight 1, 1")).to_have_value("-4")


@pytest.mark.parametrize(("rows", "columns"), [("7", "7"), ("4", "2")])
def test_a_kernel_grows_and_shrinks_around_its_middle(show: Show, rows: str, columns: str) -> None:
    page = show(view="lab", kernel="identity")
    out(page)
    page.get_by_label("Rows").select_option(rows)
    page.get_by_label("Columns").select_option(columns)
    expect(page.get_by_role("table", name="Weights of the kernel").get_by_role("cell")).to_have_count(
        int(rows) * int(columns)
    )
    expect(page.get_by_text("The weights sum to 1.")).to_be_visible()


def test_the_named_kernels_are_those_of_filter(show: Show) -> None:
    page = show(view="lab")
    expect(page.get_by_role("combobox", name="Kernel").locator("option")).to_have_text(list(KERNELS))


def test_a_kernel_with_options_is_taken_and_a_wrong_one_told_in_a_sentence(show: Show) -> None:
    page = show(view="lab", kernel="gaussian:sigma=0.5,size=5")
    cells = page.get_by_role("table", name="Weights of the kernel").get_by_role("cell")
    expect(cells).to_have_count(25)
    expect(show(view="lab", kernel="gausian").get_by_role("alert")).to_contain_text("gaussian")


def test_a_kernel_that_does_not_fit_says_so(show: Show) -> None:
    page = show(view="lab", dilation="8", kernel="1 1 1 1 1 1 1/1 1 1 1 1 1 1")
    expect(page.get_by_role("alert")).to_contain_text("does not fit")


def test_the_webcam_goes_through_the_kernel_and_holds_still(show: Show) -> None:
    page = show(view="lab", kernel="blur")
    page.get_by_role("button", name="Webcam").click()
    expect(page.locator("figcaption").first).to_contain_text("240")
    canvas = page.get_by_label("What comes out").locator("canvas")
    first = canvas.screenshot()
    page.wait_for_timeout(400)
    assert canvas.screenshot() != first
    page.get_by_role("button", name="Hold still").click()
    held = canvas.screenshot()
    page.wait_for_timeout(400)
    assert canvas.screenshot() == held


def test_the_python_that_is_copied_runs(show: Show, photo: Path) -> None:
    page = show(
        {"permissions": ["clipboard-read", "clipboard-write"]}, view="lab", kernel="blur", padding="1"
    )
    out(page)
    page.get_by_label("Take along: Kernel lab").click()
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()").replace("stripes.png", str(photo))
    exec(code, {})  # what the page says
