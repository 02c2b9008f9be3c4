"""An evaluation's report in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from convscope.report.evaluation import Data, judge, write_judgement
from labelled_pictures import colour_run, write_pictures
from opener import Opener


@pytest.fixture(scope="session")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    run = colour_run(folder / "runs" / "colours", write_pictures(folder / "data"))
    pictures = run.dataset()
    data = Data(
        "data", "val", pictures.classes, pictures.split("val"), pictures.split("train"), pictures.classes
    )
    judgement = judge(run.network(), data, settings={"seed": 0})
    assert len(judgement.cases) == 2
    write_judgement(judgement, folder / "report.html")
    return folder / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, report: Path, scheme: str, width: int
) -> None:
    page = open_page(report, color_scheme=scheme, viewport={"width": width, "height": 844})
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []


def test_a_phone_does_not_scroll_sideways(open_page: Opener, report: Path) -> None:
    page = open_page(report, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_picture_is_in_the_page(open_page: Opener, report: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.html"
    moved.write_bytes(report.read_bytes())
    page = open_page(moved)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    # Two errors with photo, map and three neighbours each, and the suspected labels.
    assert len(widths) >= 10
    assert min(widths) > 0


def test_the_plots_take_their_ink_from_the_page(open_page: Opener, report: Path) -> None:
    ink = "getComputedStyle(document.querySelector('.plots svg text')).fill"
    colours = {open_page(report, color_scheme=scheme).evaluate(ink) for scheme in ("light", "dark")}
    assert len(colours) == 2


def test_no_two_elements_share_a_name(open_page: Opener, report: Path) -> None:
    names = open_page(report).evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(names) == len(set(names))
