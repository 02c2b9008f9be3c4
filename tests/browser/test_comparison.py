"""A comparison's report in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from skimage import data

from convscope.network import open_network
from convscope.report.comparison import compare, write_comparison
from opener import Opener


@pytest.fixture(scope="session")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("comparison") / "report.html"
    found = compare(
        open_network("efficientnet-lite0"),
        [data.chelsea(), data.coffee()],
        methods=["grad-cam", "guided-backprop"],
        metrics=["deletion", "sparseness"],
        options={"deletion": {"steps": 3}},
    )
    write_comparison(found, path)
    return path


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
