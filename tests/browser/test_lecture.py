"""The lecture in a browser."""

from pathlib import Path

import pytest

from convscope import lecture
from convscope.report.lecture import write_lecture
from opener import Opener

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lecture")
    write_lecture(lecture(), folder, folder / "film.gif")
    return folder / "lecture.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_the_window(page_file: Path, open_page: Opener, width: int) -> None:
    page = open_page(page_file, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_film_is_shown_on_a_click(page_file: Path, open_page: Opener) -> None:
    page = open_page(page_file)
    page.get_by_text("Show the film").click()
    assert page.locator(".film img").is_visible()
    page.wait_for_function("document.querySelector('.film img').naturalWidth > 400")
