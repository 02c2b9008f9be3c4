"""Every method of the registry has a page, a picture and, where it was measured, its figures."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from convscope.registry import methods

DOCS = Path(__file__).parent.parent.parent / "docs"
PICTURES = DOCS / "pictures" / "methods"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    sys.path.insert(0, str(DOCS / "scripts"))
    try:
        spec = importlib.util.spec_from_file_location("method_pages", DOCS / "scripts" / "method_pages.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS / "scripts"))
    return module


def page_of(pages: ModuleType, name: str) -> str:
    text: str = pages.method_pages()[f"methods/{pages.slug(name)}"]
    return text


@pytest.mark.parametrize("name", methods())
def test_a_methods_page_has_its_sections_and_options(name: str, pages: ModuleType) -> None:
    page = page_of(pages, name)
    assert page.startswith(f"# {name}\n")
    for part in ("**Use:**", "**Shapes:**", "**Cost:**", "**Limits:**", "Source:"):
        assert part in page
    for option in methods()[name].options.model_fields:
        assert f"| `{option}` |" in page


@pytest.mark.parametrize("name", methods())
def test_a_method_has_a_picture(name: str, pages: ModuleType) -> None:
    drawn = PICTURES / f"{pages.slug(name)}.jpg"
    assert drawn.exists(), f"draw it with: python docs/scripts/draw_methods.py {name}"


def test_the_pictures_are_those_of_the_methods_and_stay_small(pages: ModuleType) -> None:
    drawn = list(PICTURES.iterdir())
    assert {path.stem for path in drawn} <= {pages.slug(name) for name in methods()}
    assert sum(path.stat().st_size for path in drawn) < 3e6


def test_the_list_of_methods_leads_to_every_page(pages: ModuleType) -> None:
    listed = pages.methods_page()
    for place in pages.method_pages():
        assert f"({place}.md)" in listed


FAITHFULNESS: dict[str, Any] = {
    "photos": ["a.jpg", "b.jpg"],
    "network": "net",
    "metrics": [{"name": "insertion", "better": "higher"}, {"name": "deletion", "better": "lower"}],
    "methods": [
        {
            "name": "grad-cam",
            "is_control": False,
            "means": {"insertion": 0.5, "deletion": 0.125},
            "intervals": {"insertion": [0.4, 0.6], "deletion": [0.1, 0.15]},
            "passes": 2.0,
        },
        {
            "name": "saliency",
            "is_control": False,
            "means": {"insertion": 0.75},
            "intervals": {"insertion": [0.7, 0.8]},
            "passes": 2.0,
        },
        {
            "name": "random",
            "is_control": True,
            "means": {"insertion": 0.9},
            "intervals": {"insertion": [0.9, 0.9]},
        },
    ],
}
SANITY: dict[str, Any] = {
    "photos": ["a.jpg"],
    "network": "net",
    "metrics": [{"name": "random-logit", "better": "lower"}],
    "methods": [
        {
            "name": "grad-cam",
            "is_control": False,
            "means": {"random-logit": 0.25},
            "intervals": {"random-logit": [0.2, 0.3]},
            "passes": 2.0,
        },
    ],
}
MEASURED = [FAITHFULNESS, SANITY]


def test_what_was_measured_of_a_method_stands_beside_the_best_one(pages: ModuleType) -> None:
    found = "\n".join(pages._faithfulness("grad-cam", MEASURED))
    assert "| net | insertion | higher | 0.50 | 0.40 to 0.60 | 0.75 | 2 |" in found
    assert "| net | deletion | lower | 0.12 | 0.10 to 0.15 | 0.12 | 2 |" in found
    assert "| net | random-logit | lower | 0.25 | 0.20 to 0.30 | 0.25 | 1 |" in found
    assert "2 passes" in found


def test_of_a_method_that_was_not_measured_nothing_is_said(pages: ModuleType) -> None:
    assert list(pages._faithfulness("rise", MEASURED)) == []


@pytest.mark.parametrize("name", methods())
def test_the_page_of_a_method_says_how_faithful_it_is(name: str, pages: ModuleType) -> None:
    assert "| insertion | higher |" in page_of(pages, name)
