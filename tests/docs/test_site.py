"""Every page can be found, and every entry of the navigation leads to a page."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
