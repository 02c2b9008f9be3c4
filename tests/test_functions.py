"""The commands as functions of Python, each called once on toy networks."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

import convscope
from convscope.convolution.drawing.picture import SvgPicture
from convscope.convolution.worked import WorkedConvolution
from convscope.datasets.examination import Examination
from convscope.examine.neighbours.nearest import Neighbours
from convscope.examine.scans import Scan
from convscope.examine.weights.kernel_list import KernelList
from convscope.explanation import Attribution
from convscope.explanation.measured_field import MeasuredField
from convscope.explanation.worked_unit import WorkedUnit
from convscope.exports import Export
from convscope.generation import Generated
from convscope.learn import Run, TrainingOptions
from convscope.learn.functions import Settings
from convscope.network import Prediction
from convscope.network.detecting import DetectedPhoto
from convscope.network.layer_list import LayerList
from convscope.render.filtered import FilteredPhoto, SurveyedPhoto
from convscope.report import Look
from convscope.report.comparison import Comparison
from convscope.report.evaluation import Judgement
from convscope.report.unit import UnitStudy
from convscope.server.publishing.published import Published

TEXT = "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 2"


@pytest.fixture
def network() -> convscope.Network:
    return convscope.open_network(TEXT, weights="random")


@pytest.fixture
def photo() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (14, 12, 3), np.uint8)


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dark and bright pictures, and a working directory of its own."""
    generator = np.random.default_rng(0)
    for label, kind in enumerate(("bright", "dark")):
        (tmp_path / "light" / kind).mkdir(parents=True)
        for number in range(8):
            pixels = generator.integers(0, 100, (14, 12, 3)) + (0 if label else 150)
            Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "light" / kind / f"{number}.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CONVSCOPE_RUNS", raising=False)
    return tmp_path / "light"


def test_look_gives_predictions_and_attributions(network: convscope.Network, photo: Any) -> None:
    seen = convscope.look(network, photo, methods=["saliency"])
    assert isinstance(seen, Look)
    assert seen.predictions[0] == convscope.predict(network, photo)[0]
    judged = seen.explanations[0].maps[0]
    assert judged.attribution.method == "saliency"
    assert seen.document()["attributions"][0]["insertion"] == judged.faithfulness.insertion


def test_publish_gives_a_page(network: convscope.Network, pictures: Path) -> None:
    photo = pictures / "dark" / "0.png"
    page = convscope.publish(network, [photo], pictures.parent / "page", methods=("saliency",))
    assert isinstance(page, Published)
    assert page.page.is_file()
    assert page.photos == ("0.png",)
    assert page.document()["answers"] == page.answers > 10


def test_predict_names_the_classes(network: convscope.Network, photo: Any) -> None:
    found = convscope.predict(network, photo)
    assert [type(one) for one in found] == [Prediction, Prediction]
    assert sum(one.probability or 0 for one in found) == pytest.approx(1)


def test_detect_finds_boxes(photo: Any) -> None:
    rows = torch.tensor([[2.0, 3, 8, 9, 2.0]])

    class Fixed(torch.nn.Module):
        def forward(self, photos: torch.Tensor) -> torch.Tensor:
            return rows + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0

    found = convscope.detect(
        convscope.Network(Fixed(), input_shape=(3, 14, 12), labels=["cell"], task="boxes"), photo
    )
    assert isinstance(found, DetectedPhoto)
    assert [(one.label, one.box) for one in found.detections] == [("cell", (2, 3, 8, 9))]


def test_generate_makes_pictures() -> None:
    found = convscope.generate(convscope.open_network("ddpm", weights="random"), ["7"], count=2, steps=1)
    assert isinstance(found, Generated)
    assert found.pixels.shape == (2, 28, 28, 1)


def test_explain_gives_an_attribution(network: convscope.Network, photo: Any) -> None:
    found = convscope.explain(network, photo, method="saliency")
    assert isinstance(found, Attribution)
    assert found.values.shape == (12, 12)


def test_compare_scores_the_methods(network: convscope.Network, photo: Any) -> None:
    found = convscope.compare(network, [photo], methods=["saliency"], metrics=["sparseness"])
    assert isinstance(found, Comparison)
    assert "saliency" in [row.name for row in found.rows]


def test_layers_totals_its_rows(network: convscope.Network) -> None:
    found = convscope.layers(network)
    assert isinstance(found, LayerList)
    # 3 * 4 * 9 weights and 4 biases; 400 * 2 weights and 2 biases.
    assert found.parameters == 112 + 802
    assert found.document()["total"]["parameters"] == 914
    assert [layer.address for layer in found.layers] == [layer.address for layer in network.layers]


def test_draw_gives_a_drawing_that_a_notebook_shows(network: convscope.Network, tmp_path: Path) -> None:
    found = convscope.draw(network)
    assert isinstance(found, SvgPicture)
    assert repr(found) == "SvgPicture(...)"
    assert found._repr_svg_().startswith("<svg")
    found.save(tmp_path / "net.svg")
    written = (tmp_path / "net.svg").read_text()
    assert re.sub(r"(?s)\n<metadata>.*</metadata>", "", written) == found.svg


def test_trace_works_a_unit_out(network: convscope.Network, photo: Any) -> None:
    found = convscope.trace(network, photo, "conv1:1@2,3")
    assert isinstance(found, WorkedUnit)
    expected = network.activations(photo, ["conv1"])["conv1"][1, 2, 3]
    assert found.worked == pytest.approx(float(expected), abs=1e-5)
    assert found.diagram().svg.startswith("<svg")


def test_receptive_field_measures_a_unit(network: convscope.Network) -> None:
    found = convscope.receptive_field(network, "conv1:1@2,3")
    assert isinstance(found, MeasuredField)
    assert found.interval == ((2, 5), (3, 6))
    assert found.effective == ((2, 5), (3, 6))
    assert not found.gradient[:2].any()


def test_filter_gives_the_responses_to_a_kernel(photo: Any) -> None:
    found = convscope.filter(photo, matrix="0 0/0 1")
    assert isinstance(found, FilteredPhoto)
    # The weight below and right of the centre, which is the first of two middle ones.
    np.testing.assert_allclose(found.response[:-1, :-1], photo[1:, 1:] / 255, atol=1e-6)
    assert found.picture().size == (12, 14)


def test_filter_gives_the_responses_to_a_bank(photo: Any) -> None:
    found = convscope.filter(photo, bank="haar")
    assert isinstance(found, SurveyedPhoto)
    assert len(found.document()["bank"]) == len(found.survey.bank.kernels)


def test_convolve_works_a_matrix_out() -> None:
    found = convscope.convolve([[1, 2], [3, 4]], [[[1, 10]]], bias=[0.5], activation="relu")
    assert isinstance(found, WorkedConvolution)
    assert found.output.tolist() == [[[21.5], [43.5]]]
    assert found.element(1, 0).value == 43.5
    assert found.gradients().input.tolist() == [[[1, 10], [1, 10]]]
    assert found.picture().svg.startswith("<svg")
    assert convscope.convolve("12/34", ["1 10"], bias="0.5").output.tolist() == found.output.tolist()


def test_networks_filters_by_a_pattern() -> None:
    assert [one.name for one in convscope.networks("convscope/lenet5")] == ["convscope/lenet5"]


def test_methods_and_metrics_are_found_by_name() -> None:
    assert convscope.methods()["grad-cam"].family == "class activation map"
    assert convscope.metrics()["sparseness"].better == "higher"


def test_data_are_examined(pictures: Path) -> None:
    found = convscope.data(pictures)
    assert isinstance(found, Examination)
    assert not found.is_divided
    assert found.document()["counts"]["train"] == {"bright": 6, "dark": 6}


def test_kernels_are_listed_with_their_waves(network: convscope.Network) -> None:
    found = convscope.kernels(network)
    assert isinstance(found, KernelList)
    assert found.document()["units"] == 4


def test_a_scan_finds_what_each_unit_responds_to(network: convscope.Network, pictures: Path) -> None:
    found = convscope.scan(network, pictures, exemplars=3)
    assert isinstance(found, Scan)
    assert found.photos == 16
    best = found.unit("relu1:2").exemplars[0]
    values = network.activations(pictures / best.photo, ["relu1"])["relu1"][2]
    assert best.value == pytest.approx(float(values.max()), abs=1e-5)
    shown = convscope.unit("relu1:2", found)
    assert isinstance(shown, UnitStudy)
    assert shown.exemplars[0].exemplar == best
    near = convscope.similar(pictures / best.photo, found, count=2)
    assert isinstance(near, Neighbours)
    assert near.same == (best.photo,)
    assert len(near.neighbours) == 2


def test_a_training_is_run_listed_evaluated_and_exported(pictures: Path) -> None:
    run = convscope.train(pictures, TEXT, name="mine", epochs=3, batch_size=4, rate=0.005)
    assert isinstance(run, Run)
    assert convscope.train(resume="mine").folder == run.folder
    assert [(one.run, one.state) for one in convscope.runs()] == [("mine", "done")]
    network = convscope.open_network("run:mine")
    judged = convscope.evaluate(network, errors=0)
    assert isinstance(judged, Judgement)
    assert judged.data.split == "val"
    made = convscope.export(network, "mine.safetensors", to="safetensors")
    assert isinstance(made, Export)
    assert "mine" in Path("mine.card.md").read_text()


def test_the_settings_of_train_are_those_of_the_training_options() -> None:
    assert {*get_type_hints(Settings)} == {*TrainingOptions.model_fields}


NAMES = sorted({*convscope.__all__} - {"__version__", "Network"})


@pytest.mark.parametrize("name", NAMES)
def test_each_function_is_typed_and_documents_each_argument(name: str) -> None:
    function = getattr(convscope, name)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    documentation = inspect.getdoc(function) or ""
    for argument, parameter in signature.parameters.items():
        assert parameter.annotation is not inspect.Parameter.empty
        assert f"    {argument}: " in documentation, f"{name} does not say what {argument} is"


def test_a_single_filter_may_be_a_text() -> None:
    alone = convscope.convolve("100/010/001", "10/01")
    assert alone.output.tolist() == convscope.convolve("100/010/001", ["10/01"]).output.tolist()
