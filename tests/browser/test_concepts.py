"""The page of a class's concepts in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import convscope
from convscope.report.concepts import write_study
from examine.test_concepts import KINDS, colours, write_colours
from opener import Opener


@pytest.fixture(scope="session")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("concepts")
    data = write_colours(folder / "data", KINDS, 9)
    found = convscope.concepts(colours(), data, "warm", concepts=2)
    tested = convscope.concepts(
        colours(), data, "warm", concept=[data / "red"], random=[data / kind for kind in KINDS]
    )
    for name, study in (("found", found), ("tested", tested)):
        write_study(study, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in ("found", "tested")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["found", "tested"])
def test_the_accessibility_check_finds_nothing_serious(
    open_page: Opener, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    page = open_page(pages[name], color_scheme=scheme, viewport={"width": width, "height": 844})
    violations = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_each_concept_has_its_patches_and_maps(open_page: Opener, pages: dict[str, Path]) -> None:
    page = open_page(pages["found"])
    assert page.locator("section[aria-labelledby^='concept-']").count() == 2
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert page.locator(".patches img").count() >= 8
    assert page.locator(".maps-on-photos img").count() == 8
