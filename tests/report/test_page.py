"""The page of a report holds everything itself and takes nothing it is given for HTML."""

import html
import json
import re
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.errors import ImageError
from convscope.images import Photo
from convscope.network import Network
from convscope.report import Look, look, look_page, write_index, write_look
from convscope.report.provenance import attribution_code, stage_code
from convscope.report.write import report_name
from convscope.report.written import Failure
from toy_classifier import HOSTILE_NAME, toy_module, toy_network


class Elements(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def page(seen: Look) -> str:
    return look_page(seen)


def test_the_page_loads_nothing(page: str) -> None:
    elements = Elements(page)
    assert not elements.all("link")
    assert all("src" not in attributes for attributes in elements.all("script"))
    assert all((attributes["src"] or "").startswith("data:image/") for attributes in elements.all("img"))
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_names_and_labels_are_text(page: str) -> None:
    elements = Elements(page)
    assert not [attributes for attributes in elements.all("img") if "onerror" in attributes]
    assert [script.get("id") for script in elements.all("script")] == ["made", "stage-data", None]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_every_picture_has_an_alternative_text(page: str) -> None:
    assert all("alt" in attributes for attributes in Elements(page).all("img"))


def test_every_map_is_there_with_its_scores_summary_and_source(page: str, seen: Look) -> None:
    for explanation in seen.explanations:
        for judged in explanation.maps:
            assert f"{abs(judged.faithfulness.insertion):.3f}" in page
            assert html.escape(judged.method.summary).replace("&#x27;", "&#39;") in page
            assert judged.method.source in page


def test_random_weights_are_said_so(photo: Photo) -> None:
    page = look_page(look(toy_network(toy_module(), weights="random, seed 0"), photo, methods=["grad-cam"]))
    assert "The weights are random." in page


def test_trained_weights_are_not_called_random(page: str) -> None:
    assert "weights are random" not in page


def test_the_scripts_data_holds_each_stage(page: str, seen: Look) -> None:
    match = re.search(r'<script type="application/json" id="stage-data">(.*?)</script>', page, re.DOTALL)
    assert match
    data = json.loads(match[1])
    assert [(stage["rows"], stage["columns"]) for stage in data] == [s.shape[1:] for s in seen.stages]
    assert [field["extent"] for field in data[0]["fields"]] == [32, 32]


def test_the_python_of_a_map_makes_it_again(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run as a script in the photo's folder, with the module that the opening says to put in."""
    Image.new("RGB", (40, 40), (200, 30, 60)).save(tmp_path / "it's a photo.png")
    monkeypatch.chdir(tmp_path)
    seen = look(network, "it's a photo.png", methods=["smoothgrad", "grad-cam"], seed=3)
    for judged in seen.explanations[1].maps:
        attribution = judged.attribution
        code = attribution_code(attribution)
        made = run(code, tmp_path, network)["attribution"]
        assert made.target == attribution.target
        np.testing.assert_allclose(made.values, attribution.values, rtol=1e-4, atol=1e-6)
        with Image.open(f"{attribution.method}.png") as written, attribution.captioned() as shown:
            assert written.size == shown.size


def test_the_python_of_a_stage_computes_it_again(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (40, 40), (200, 30, 60)).save(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    maps = run(stage_code("a.png", "1", network.opening), tmp_path, network)["maps"]
    assert tuple(maps.shape) == (8, 32, 32)


def run(code: str, folder: Path, network: Network) -> dict[str, Any]:
    script = folder / "script.py"
    assert "convscope.Network(module)" in code
    script.write_text(code.replace("convscope.Network(module)", "given"))
    return runpy.run_path(str(script), {"given": network})


def test_pictures_and_page_are_written_beside_each_other(seen: Look, tmp_path: Path) -> None:
    written = write_look(seen, tmp_path / "out", set())
    assert written.report.parent == tmp_path / "out"
    assert len(written.pictures) == 10
    for _, picture in written.pictures:
        with Image.open(picture) as opened:
            assert "convscope" in opened.text  # type: ignore[attr-defined]  # how it was made


def test_the_index_links_each_report_and_names_what_failed(seen: Look, tmp_path: Path) -> None:
    written = [write_look(seen, tmp_path, set()), write_look(replace(seen, photo="b.png"), tmp_path, set())]
    failure = Failure("c.png", ImageError("c.png is <empty>.", "Get it again."))
    index = write_index(written, [failure], tmp_path).read_text()
    links = [attributes["href"] for attributes in Elements(index).all("a")]
    assert len(links) == 2
    assert all((tmp_path / str(link)).is_file() for link in links)
    assert "c.png is &lt;empty&gt;. Get it again." in index


@pytest.mark.parametrize(
    ("photo", "taken", "name"),
    [
        ("a/cat.png", set(), "cat"),
        ("b/cat.jpg", {"cat"}, "cat-2"),
        ("Cat.png", {"cat", "cat-2"}, "Cat-3"),
        (HOSTILE_NAME, set(), "img-src-x-onerror-alert-1"),
        ("index.png", set(), "index-2"),
        ("../..png", set(), "photo"),
        ("a b/..png", set(), "photo"),
        ("日本 語.png", set(), "日本-語"),
        ("\udcff\udcfe.png", set(), "photo"),
        ("x" * 300 + ".png", set(), "x" * 60),
    ],
)
def test_a_report_has_a_safe_name_of_its_own(photo: str, taken: set[str], name: str) -> None:
    assert report_name(photo, taken) == name
