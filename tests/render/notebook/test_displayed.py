"""Every result shows itself in a notebook: one line, small and escaped HTML, a PNG that can be opened."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import convscope
from convscope.evaluation.error_units import error_units
from convscope.examine.neighbours.duplicates import duplicates
from convscope.examine.neighbours.outliers import outliers
from convscope.network import FeatureMaps, Labels
from convscope.render.notebook import Displayed
from convscope.report.unit.atlas import atlas

HOSTILE = "<script>alert('x')</script>\n& \"cat\""
TEXT = "input 3x24x24 -> conv 12 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
PICTURES = {
    *("embedding", "copies", "outliers", "concepts"),
    "attribution",
    "feature maps",
    "visualization",
    "dream",
    "run",
    "look",
    "filtered",
    "surveyed",
    "field",
    "kernels",
    "unit study",
}
VOID = {"img", "br"}


def class_of(network: convscope.Network, photo: Any) -> str:
    return f"#{network.predict(photo, top=1)[0].index}"


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """One of each kind of result, of a network and of labels whose names are HTML."""
    place = tmp_path_factory.mktemp("shown")
    generator = np.random.default_rng(0)
    for kind in (f"a{HOSTILE[:7]}".replace("/", ""), "b"):
        (place / "data" / kind).mkdir(parents=True)
        for number in range(8):
            noise = generator.integers(0, 156, (24, 24, 3)) + 100 * (kind == "b")
            Image.fromarray(noise.astype(np.uint8)).save(place / "data" / kind / f"{number}.png")
    photo = place / "data" / "b" / "0.png"
    large = place / "large.png"
    Image.fromarray(generator.integers(0, 255, (900, 1200, 3), np.uint8)).save(large)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(place / "cache"))
        run = convscope.train(
            place / "data", TEXT, out=place / "runs" / "<b>", epochs=2, batch_size=4, workers=0
        )
        network = run.network()
        named = convscope.Network(
            run.module(), input_shape=(3, 24, 24), labels=Labels((HOSTILE, "b")), name=HOSTILE
        )
        judgement: Any = convscope.evaluate(network)
        patch.setenv("CONVSCOPE_RUNS", str(place / "runs"))
        patch.setenv("CONVSCOPE_SCANS", str(place / "scans"))
        scan = convscope.scan(named, place / "data", name="<b>", layers=("relu1",))
        whole = convscope.scan(named, place / "data", name="whole")
        return {
            "attribution": convscope.explain(named, photo, method="saliency"),
            "predictions": convscope.predict(named, photo),
            "feature maps": named.activations(photo, ["conv1", "relu1", "dense1"]),
            "visualization": convscope.visualize(named, "conv1:0", steps=2, size=24),
            "dream": convscope.dream(named, large, "conv1", steps=1, octaves=1),
            "layers": convscope.layers(named),
            "comparison": convscope.compare(
                named, [photo], methods=["saliency", "input-x-gradient"], metrics=["sparseness"]
            ),
            "judgement": judgement,
            "evaluation": judgement.evaluation,
            "run": run,
            "data": convscope.data(place / "data"),
            "look": convscope.look(named, photo, methods=["saliency"]),
            "filtered": convscope.filter(large, "sobel-vertical"),
            "surveyed": convscope.filter(photo, bank="haar"),
            "error units": error_units(named, photo, 0, 1),
            "unit": convscope.trace(named, photo, "conv1:0@3,3"),
            "field": convscope.receptive_field(named, "conv1:0@3,3"),
            "runs": convscope.runs(),
            "run summary": convscope.runs()[0],
            "export": convscope.export(network, place / "<b>.safetensors", to="safetensors"),
            "kernels": convscope.kernels(named),
            "scan": scan,
            "embedding": convscope.embed(whole, method="pca"),
            "copies": duplicates(whole, cosine=-1, correlation=-1),
            "outliers": outliers(whole, z=0),
            "concepts": convscope.concepts(named, place / "data", class_of(named, photo), concepts=2),
            "unit study": convscope.unit("relu1:0", scan, network=named),
            "atlas": atlas("relu1", scan, place / "<b> atlas", network=named, first=1),
        }


KINDS = (
    *(
        "attribution",
        "predictions",
        "feature maps",
        "visualization",
        "dream",
        "layers",
        "comparison",
        "judgement",
    ),
    *("evaluation", "run", "data", "look", "filtered", "surveyed", "field", "unit", "error units"),
    *("runs", "run summary", "export", "kernels", "scan", "unit study", "atlas"),
    *("embedding", "copies", "outliers", "concepts"),
)


class Balanced(HTMLParser):
    """The tags that are open, and all that is asked for from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Balanced:
    parser = Balanced()
    parser.feed(html)
    parser.close()
    return parser


@pytest.mark.parametrize("kind", KINDS)
def test_the_repr_of_a_result_is_one_short_line(kind: str, results: Mapping[str, Any]) -> None:
    said = repr(results[kind])
    assert said.isprintable()
    assert len(said) < 200


@pytest.mark.parametrize("kind", KINDS)
def test_its_html_is_whole_small_and_complete_in_itself(kind: str, results: Mapping[str, Any]) -> None:
    html = results[kind]._repr_html_()
    found = parsed(html)
    assert not found.open
    assert len(html) < 600_000
    assert all(source.startswith("data:image/") for source in found.sources)


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_of_a_network_or_a_label_becomes_html(kind: str, results: Mapping[str, Any]) -> None:
    found = parsed(results[kind]._repr_html_())
    assert not found.tags & {"script", "b"}


def test_a_hostile_name_is_shown_as_it_is_written(results: Mapping[str, Any]) -> None:
    assert "<script>alert('x')</script>" in parsed(results["predictions"]._repr_html_()).text
    assert "<script>alert('x')</script>" in parsed(results["layers"]._repr_html_()).text


@pytest.mark.parametrize("kind", KINDS)
def test_its_html_sets_neither_colours_of_text_nor_backgrounds_of_pages(
    kind: str, results: Mapping[str, Any]
) -> None:
    style = results[kind]._repr_html_().partition("</style>")[0]
    assert set(re.findall(r"[{;]color:([^;}]+)", style)) == {"inherit"}
    assert set(re.findall(r"\.convscope\{[^}]*background", style)) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_its_html_has_no_empty_line_at_which_markdown_would_end_it(
    kind: str, results: Mapping[str, Any]
) -> None:
    assert "\n\n" not in results[kind]._repr_html_()


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_with_a_picture_has_it_as_a_small_png(kind: str, results: Mapping[str, Any]) -> None:
    content = results[kind]._repr_png_()
    assert (content is not None) == (kind in PICTURES)
    if content is not None:
        assert len(content) < 800_000
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == "PNG"
            assert max(picture.size) <= 512


def test_predictions_are_a_list_of_them(results: Mapping[str, Any]) -> None:
    assert results["predictions"] == list(results["predictions"])
    assert results["predictions"][0].label in (HOSTILE, "b")


def test_feature_maps_are_a_mapping_to_the_tensors(results: Mapping[str, Any]) -> None:
    maps = results["feature maps"]
    assert list(maps) == ["conv1", "relu1", "dense1"]
    assert maps["conv1"].shape == (12, 22, 22)


def test_the_channel_that_varies_most_is_shown_first() -> None:
    values = torch.zeros(3, 2, 2)
    values[0] = 9.0
    values[2, 0, 0] = 1.0
    assert FeatureMaps({"conv": values}).pictures("conv")[0][0] == "conv:2"


def test_the_strongest_value_of_positive_maps_is_pale_and_zero_is_black() -> None:
    values = torch.tensor([[[0.0, 4.0]]])
    picture = FeatureMaps({"conv": values}).pictures("conv")[0][1]
    assert picture.getpixel((0, 0)) == (0, 0, 4)
    assert picture.getpixel((1, 0)) == (252, 255, 164)


def test_a_layer_without_places_has_no_pictures() -> None:
    assert FeatureMaps({"dense": torch.arange(3.0)}).pictures("dense") == []


def test_a_long_table_leaves_its_middle_out_and_says_how_much() -> None:
    text = "input 1x4x4" + " -> relu" * 300 + " -> flatten -> dense 2"
    listed = convscope.layers(convscope.open_network(text, weights="random"))
    shown = parsed(listed._repr_html_()).text
    assert "... 222 more ..." in shown
    assert listed.layers[0].address in shown
    assert listed.layers[-1].address in shown


def test_every_dataclass_that_shows_itself_keeps_the_line_of_its_own(results: Mapping[str, Any]) -> None:
    for result in results.values():
        assert isinstance(result, Displayed)
        assert type(result).__repr__ is Displayed.__repr__


def test_a_worked_convolution_is_one_line_and_shows_its_first_step() -> None:
    worked = convscope.convolve("100/010/001", "10/01", activation="relu")
    assert repr(worked) == "<WorkedConvolution 1 x 3 x 3 to 1 x 2 x 2: convolution, relu>"
    assert worked._repr_svg_() == worked.picture((0, 0, 0)).svg


def test_a_convolution_too_large_to_show_every_number_is_one_line_alone() -> None:
    worked = convscope.convolve(np.ones((60, 60)), ["10/01"])
    assert worked._repr_svg_() is None
    assert repr(worked) == "<WorkedConvolution 1 x 60 x 60 to 1 x 59 x 59: convolution>"
