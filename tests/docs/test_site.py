"""Every page can be found, and every entry of the navigation leads to a page."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import convscope

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"


def entries(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        for target in item.values():
            if isinstance(target, str):
                yield target
            else:
                yield from entries(target)


def written(places: set[str]) -> set[str]:
    """Without the pages that docs/scripts/generate.py makes."""
    return {place for place in places if not place.startswith("reference/")}


def test_the_navigation_holds_every_page_and_no_other() -> None:
    navigation = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert written(set(entries(navigation))) == written(pages)


def test_every_public_name_is_on_the_page_about_python() -> None:
    page = (DOCS / "python.md").read_text()
    shown = re.findall(r"^::: [\w.]+\.(\w+)$", page, flags=re.MULTILINE)
    assert set(convscope.__all__) - {"__version__"} <= set(shown)


def test_the_first_page_links_every_part() -> None:
    navigation = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]
    pages = {place for place in entries(navigation) if not place.startswith("decisions/")} - {"index.md"}
    linked = set(re.findall(r"\]\(([\w/.-]+\.md)", (DOCS / "index.md").read_text()))
    assert linked == pages


@pytest.mark.parametrize(
    "word",
    ["DeepDream", "confusion matrix", "calibration", "Grad-CAM", "feature visualization", "style transfer"],
)
def test_the_first_page_says_what_people_look_for_by_the_fields_word(word: str) -> None:
    assert word in (DOCS / "index.md").read_text()


def test_the_readme_opens_with_a_picture_two_commands_and_four_doors() -> None:
    opening = (ROOT / "README.md").read_text().partition("\n## ")[0]
    assert "docs/pictures/attributions.jpg" in opening
    assert len(re.findall(r"^make \w+", opening, flags=re.MULTILINE)) == 2
    doors = re.findall(
        r"^\| \*\*(Engineer|Student or teacher|Artist|Researcher)\*\*.*", opening, flags=re.MULTILINE
    )
    assert len(doors) == 4


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)", (ROOT / "README.md").read_text()):
        assert (ROOT / target).is_file(), target
