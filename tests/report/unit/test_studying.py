"""The study of a unit: what it sees, what depends on it, and the page."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import convscope
from convscope.errors import AddressError, ScanError
from convscope.examine.scans import Scan
from convscope.examine.scans.units import Exemplar
from convscope.examine.units.patches import Patch, patches
from convscope.graph import evaluate
from convscope.graph.shapes.receptive_fields import receptive_fields
from convscope.makers.picture_cache import PictureCache
from convscope.report.unit import UnitStudy, write_study
from convscope.report.unit.page import unit_page
from examine.photos import TEXT, network, write_photos

FIRST, LATER = "relu1", "relu2"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of photos, scanned as ``mine``."""
    pytest.importorskip("datasketches")
    pytest.importorskip("pyarrow")
    monkeypatch.setenv("CONVSCOPE_SCANS", str(tmp_path / "scans"))
    folder = write_photos(tmp_path / "photos")
    convscope.scan(network(), folder, name="mine", layers=(FIRST, LATER, "dense1"))
    return folder


def study(unit: str, photo: Path | None = None) -> UnitStudy:
    return convscope.unit(unit, "mine", photo, network=network())


def value(inputs: torch.Tensor, unit: int, patch: Patch) -> float:
    """The value of a unit of the later layer at a patch's place, before its rectifier."""
    graph = network().graph()
    node = graph.find("conv2")
    values = evaluate(graph, {graph.input: inputs}, [node])[node]
    return float(values[0, unit, patch.exemplar.row or 0, patch.exemplar.column or 0])


def test_a_unit_sees_its_window_and_nothing_else(data: Path) -> None:
    for patch in study(f"{LATER}:2").exemplars:
        inputs = network().prepare(data / patch.exemplar.photo)
        top, left, bottom, right = patch.window
        before = value(inputs, 2, patch)
        outside = inputs.clone() + 1
        outside[..., top:bottom, left:right] = inputs[..., top:bottom, left:right]
        assert value(outside, 2, patch) == pytest.approx(before, abs=1e-5)
        inside = inputs.clone()
        inside[..., top:bottom, left:right] += torch.randn(inside[..., top:bottom, left:right].shape)
        assert value(inside, 2, patch) != pytest.approx(before, abs=1e-4)


def test_the_spot_is_the_middle_of_what_the_unit_sees_also_where_the_edge_cuts_it_off(data: Path) -> None:
    graph = network().graph()
    node = graph.find(LATER)
    axis = receptive_fields(graph)[node][0]
    photo = network().photo(min(data.rglob("*.png")))
    places = [0, (node.shape[2] or 1) - 1]
    for place in places:
        (patch,) = patches(network(), node, [Exemplar("a", 0, 1.0, place, place)], [photo])
        assert patch.spot is not None
        first, end = axis.start + place * axis.stride, axis.start + place * axis.stride + axis.size
        top, left, bottom, right = patch.window
        expected = min(max(float(first + end) / 2, top), bottom)
        assert top + patch.spot[0] * (bottom - top) == pytest.approx(expected)
        assert left + patch.spot[1] * (right - left) == pytest.approx(expected)


def test_a_large_field_has_a_ring_but_not_where_the_unit_is_zero_everywhere(data: Path) -> None:
    units = range(Scan.open("mine").layer(LATER).units)
    pages = [(found, unit_page(found)) for found in (study(f"{LATER}:{unit}") for unit in units)]
    rung, plain = 0, 0
    for found, page in pages:
        fields = page.split('<div class="of-unit')[1:]
        shown = [*found.exemplars, *found.weakest]
        for patch, part in zip(shown, fields, strict=True):
            expected = patch.is_large and patch.exemplar.value != 0
            assert ("<i style" in part.partition("</div>")[0]) == expected
            rung, plain = rung + expected, plain + (patch.is_large and not expected)
    assert rung
    assert plain


def test_a_unit_that_is_a_score_has_the_name_of_its_class(data: Path) -> None:
    named = convscope.open_network(TEXT, weights="random", seed=0, labels=("night", "day"))
    convscope.scan(named, data, name="named", layers=(LATER, "dense1"))
    found = convscope.unit("dense1:1", "named", network=named)
    assert (found.name, found.names) == ("day", {0: "night"})
    assert "day" in unit_page(found).partition("<h1>")[2].partition("</h1>")[0]
    assert convscope.unit(f"{LATER}:1", "named", network=named).name == ""
    assert study("dense1:1").name == ""  # nobody named its classes


def test_a_unit_that_its_rectifier_cuts_off_on_all_photos_says_so(cut_off: convscope.Network) -> None:
    summary = Scan.open("cut-off").summary("1")
    unit = int((summary.sample.highest == 6).mean(0).argmax())
    found = convscope.unit(f"1:{unit}", "cut-off", network=cut_off)
    assert found.cut_off == (summary.sample.highest[:, unit] == 6).mean() > 0.2
    assert "the very same highest value, 6" in unit_page(found)


def test_the_box_is_the_window_in_the_photos_own_pixels(data: Path) -> None:
    for patch in study(f"{FIRST}:1").exemplars:
        left, top, right, bottom = patch.box
        preprocessing = network().preprocessing
        assert preprocessing is not None
        photo = network().photo(data / patch.exemplar.photo)
        upper, first, lower, last = preprocessing.region(photo)
        # Of one scale: the box in parts of the region is the window in parts of the view.
        assert (top - upper) / (lower - upper) == pytest.approx(patch.window[0] / 12, abs=1e-2)
        assert (right - first) / (last - first) == pytest.approx(patch.window[3] / 12, abs=1e-2)
        assert 0 <= left < right <= photo.columns
        assert 0 <= top < bottom <= photo.rows


def test_the_plates_of_a_first_layers_unit_show_its_kernel(data: Path) -> None:
    """Guided backpropagation of an open rectifier passes the kernel itself; so does the deconvnet."""
    graph = network().graph()
    kernel = graph.constant(graph.find("conv1").argument("weight"))[0].permute(1, 2, 0).numpy()
    found = study(f"{FIRST}:0")
    for patch, projection in zip(found.exemplars, found.projections, strict=True):
        if patch.exemplar.value > 0:
            expected = (kernel / np.abs(kernel).max() + 1) * 127.5
            assert np.abs(projection.guided - expected).max() <= 1
            assert np.abs(projection.deconvnet - expected).max() <= 1


def test_without_max_pooling_the_deconvnet_shows_the_same_of_all_photos(data: Path) -> None:
    """Of the first layer, below which none lies; and it is said."""
    early, late = study(f"{FIRST}:0"), study(f"{LATER}:2")
    assert (early.knows_photos, late.knows_photos) == (False, True)
    first, *others = [one.deconvnet for one in early.projections]
    alike = [one for one in others if one.shape == first.shape]
    assert alike
    assert all(np.array_equal(first, one) for one in alike)
    assert "no max pooling lies below" in unit_page(early)
    assert "no max pooling lies below" not in unit_page(late)


@pytest.fixture
def cut_off(data: Path) -> convscope.Network:
    """A network whose first units reach the ceiling of a ReLU6, scanned as ``cut-off``."""
    torch.manual_seed(0)
    convolution = nn.Conv2d(3, 4, 3)
    module = nn.Sequential(convolution, nn.ReLU6(), nn.Flatten(), nn.Linear(400, 2)).eval()
    with torch.no_grad():
        convolution.weight.mul_(100)
    made = convscope.Network(
        module, input_shape=(3, 12, 12), preprocessing=network().preprocessing, name="cut off"
    )
    convscope.scan(made, data, name="cut-off", layers=("1",))
    return made


def test_a_unit_that_is_cut_off_above_has_plates_too(cut_off: convscope.Network) -> None:
    unit = int(Scan.open("cut-off").summary("1").strongest.values[:, 0].argmax())
    found = convscope.unit(f"1:{unit}", "cut-off", network=cut_off)
    assert found.unit.exemplars[0].value == 6
    assert found.projections[0].guided.std() > 0


def test_pictures_of_a_unit_that_is_cut_off_above_are_of_what_its_rectifier_reads(
    cut_off: convscope.Network, tmp_path: Path
) -> None:
    found = convscope.unit(
        "1:0", "cut-off", network=cut_off, cache=PictureCache(tmp_path), visualize=True
    ).visualized
    assert {one.objective for one in found} == {"0:0"}
    assert found[0].peak > 6
    assert {one.of_strongest for one in found} == {None}


def test_classes_are_raised_by_what_the_scores_lose_without_the_unit(data: Path) -> None:
    """The toy ends with a mean over the places and a linear layer: what a unit adds is its mean times a weight."""
    found = study(f"{LATER}:3")
    graph = network().graph()
    weight = graph.constant(graph.find("dense1").argument("weight"))[:, 3]
    means = [
        float(network().activations(data / patch.exemplar.photo, [LATER])[LATER][3].mean())
        for patch in found.exemplars
    ]
    expected = {
        label: float(w) * float(np.mean(means))
        for label, w in zip(network().labels.names, weight, strict=True)
    }
    assert found.classes is not None
    for effect in (*found.classes.raised, *found.classes.lowered):
        assert effect.change == pytest.approx(expected[effect.label], abs=1e-5)
    raised = {one.label for one in found.classes.raised}
    assert raised == {label for label, change in expected.items() if change > 0}


def test_the_units_alike_are_those_of_the_highest_correlation(data: Path) -> None:
    sample = Scan.open("mine").summary(LATER).sample.highest
    unit = int(sample.std(0).argmax())
    with np.errstate(invalid="ignore"):
        expected = np.nan_to_num(np.asarray(np.corrcoef(sample.T))[unit])
    found = study(f"{LATER}:{unit}").alike
    for one in found:
        assert one.correlation == pytest.approx(expected[one.unit], abs=1e-5)
    assert found[0].correlation == pytest.approx(np.delete(expected, unit).max(), abs=1e-5)


def test_a_unit_that_is_the_same_on_all_photos_is_like_no_other(data: Path) -> None:
    sample = Scan.open("mine").summary(LATER).sample.highest
    silent = np.flatnonzero(sample.std(0) == 0)
    assert len(silent)
    assert study(f"{LATER}:{silent[0]}").alike == ()


def test_the_map_of_a_photo_and_its_rank_are_told(data: Path) -> None:
    photo = data / "bright" / "00.png"
    shown = study(f"{LATER}:1", photo).on_photo
    assert shown is not None
    np.testing.assert_allclose(shown.map, network().activations(photo, [LATER])[LATER][1], atol=1e-5)
    peaks = [network().activations(path, [LATER])[LATER][1].max() for path in data.rglob("*.png")]
    assert shown.below == pytest.approx(np.mean([peak < shown.map.max() for peak in peaks]), abs=0.1)


def test_the_next_layers_units_rise_by_what_they_lose_without_the_unit(data: Path) -> None:
    found = study(f"{FIRST}:2")
    assert found.following is not None
    assert found.following.layer == "conv2"
    graph = network().graph()
    source, target = graph.find(FIRST), graph.find("conv2")
    changes = []
    for patch in found.exemplars:
        values = evaluate(
            graph, {graph.input: network().prepare(data / patch.exemplar.photo)}, [source, target]
        )
        silenced = values[source].clone()
        silenced[:, 2] = 0
        after = evaluate(graph, {source: silenced}, [target])[target]
        changes.append((values[target] - after)[0].mean((1, 2)))
    expected = torch.stack(changes).mean(0)
    shown = (*found.following.raised, *found.following.lowered)
    assert {one.unit for one in shown} == set(range(6))
    for one in shown:
        assert one.change == pytest.approx(float(expected[one.unit]), abs=1e-5)
        assert one.label == f"conv2:{one.unit}"


def test_classes_are_told_by_the_weights_where_nothing_but_sums_lies_between(data: Path) -> None:
    weight = network().graph().constant(network().graph().find("dense1").argument("weight"))[:, 3]
    near, far = study(f"{LATER}:3").classes, study(f"{FIRST}:2").classes
    assert near is not None
    assert far is not None
    for one in (*near.raised, *near.lowered):
        assert one.by_weights == pytest.approx(float(weight[one.unit]), abs=1e-5)
    assert {one.by_weights for one in (*far.raised, *far.lowered)} == {None}


def test_pictures_are_made_once_and_then_come_from_the_cache(data: Path, tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "cache")
    assert convscope.unit(f"{FIRST}:1", "mine", network=network(), cache=cache).visualized == ()
    made = convscope.unit(f"{FIRST}:1", "mine", network=network(), cache=cache, visualize=True)
    kept = convscope.unit(f"{FIRST}:1", "mine", network=network(), cache=cache)
    assert [one.kind for one in made.visualized] == ["highest", "lowest", *["diverse"] * 4]
    assert [one.document() for one in kept.visualized] == [one.document() for one in made.visualized]


def test_a_picture_is_compared_with_what_real_photos_reach(data: Path, tmp_path: Path) -> None:
    found = convscope.unit(
        f"{FIRST}:1", "mine", network=network(), cache=PictureCache(tmp_path), visualize=True
    )
    highest, lowest, *_ = found.visualized
    inputs = torch.from_numpy(np.array(highest.picture)).permute(2, 0, 1)[None].float() / 255
    preprocessing = network().preprocessing
    assert preprocessing is not None
    graph = network().graph()
    reached = evaluate(graph, {graph.input: preprocessing.from_display(inputs)}, [graph.find(FIRST)])
    peak = float(reached[graph.find(FIRST)][0, 1].max())
    assert highest.peak == pytest.approx(peak, abs=1e-4)
    assert highest.of_strongest == pytest.approx(peak / found.unit.exemplars[0].value)
    assert highest.of_quantile == pytest.approx(peak / found.unit.quantiles[0.999])
    # A rectified unit gets no lower than 0: its lowest picture is of what the rectifier reads.
    assert lowest.objective == "conv1:1"
    assert lowest.peak < 0
    assert lowest.of_strongest is None


@pytest.mark.parametrize("ending", ["png", "json"])
def test_a_picture_or_the_figures_are_written_alone(data: Path, tmp_path: Path, ending: str) -> None:
    write_study(study(f"{FIRST}:1"), tmp_path / "out" / f"unit.{ending}")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"unit.{ending}"]


@pytest.mark.parametrize("unit", [f"{FIRST}:1", "dense1:1"])
def test_the_page_its_figures_and_its_patches_are_written(data: Path, tmp_path: Path, unit: str) -> None:
    document = write_study(study(unit, data / "dark" / "01.png"), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert unit in page
    for name in ("strongest", "weakest", "tuned", "classes", "alike"):
        assert f'id="{name}"' in page
    assert (tmp_path / "page.json").exists()
    assert (tmp_path / "page.png").exists()
    assert {"unit", "scan", "exemplars", "quantiles", "classes"} <= {*document}
    assert {"photo", "value", "row", "column", "box"} == {*document["exemplars"][0]}
    assert "://" not in page


def test_the_network_is_opened_as_it_was_scanned(data: Path) -> None:
    assert convscope.unit(f"{FIRST}:1", "mine").unit == study(f"{FIRST}:1").unit


def test_another_network_is_refused(data: Path) -> None:
    with pytest.raises(ScanError, match="other weights"):
        convscope.unit(f"{FIRST}:1", "mine", network=network(seed=1))


def test_a_photo_that_has_changed_is_refused(data: Path) -> None:
    for path in data.rglob("*.png"):
        os.utime(path, (1, 1))
    with pytest.raises(ScanError, match="has changed since it was scanned"):
        study(f"{FIRST}:1")


def test_an_unknown_unit_is_refused(data: Path) -> None:
    with pytest.raises(AddressError, match="has the units 0 to 3"):
        study(f"{FIRST}:4")
