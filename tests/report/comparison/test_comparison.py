"""Methods compared on photos by a small network: the numbers, the page and the document."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convscope.errors import Cancelled, ImageError, MethodError, MetricError
from convscope.explanation import explain
from convscope.images import Photo
from convscope.language import speaking
from convscope.network import Network
from convscope.progress import Progress
from convscope.report.comparison import Comparison, compare, comparison_page, document, write_comparison
from convscope.report.comparison.figure import draw_comparison

METHODS = ["grad-cam", "saliency", "guided-backprop"]


def a_photo(seed: int) -> Photo:
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 48, 3), dtype=np.uint8)
    return Photo(f"photos/<b>{seed}</b>.png", pixels)


@pytest.fixture(scope="module")
def compared(network: Network) -> Comparison:
    return compare(
        network,
        [a_photo(0), a_photo(1)],
        methods=METHODS,
        metrics=["insertion", "sparseness", "completeness-gap"],
    )


def test_every_method_and_control_is_judged_on_every_photo(compared: Comparison) -> None:
    assert {row.name for row in compared.rows} == {*METHODS, "random", "centre"}
    assert all(len(row.scores["insertion"]) == 2 for row in compared.rows)
    assert [row.rank is None for row in compared.rows] == [False, False, False, True, True]


def test_methods_stand_in_the_order_of_their_ranks(compared: Comparison) -> None:
    ranks = [row.rank for row in compared.rows if row.rank is not None]
    assert ranks == sorted(ranks)


def test_what_a_metric_does_not_apply_to_has_no_estimate(compared: Comparison) -> None:
    assert all("completeness-gap" not in row.estimates for row in compared.rows)


def test_the_maps_and_passes_are_those_of_explain(compared: Comparison, network: Network) -> None:
    row = next(row for row in compared.rows if row.name == "saliency")
    alone = explain(network, a_photo(1), "saliency", compared.targets[1])
    assert np.allclose(row.shown[1].values, alone.values)
    assert row.passes == alone.passes


def test_the_document_holds_means_intervals_and_each_photo(compared: Comparison) -> None:
    found = json.loads(json.dumps(document(compared)))
    row = found["methods"][0]
    assert row["intervals"]["insertion"][0] <= row["insertion"] <= row["intervals"]["insertion"][1]
    assert np.mean(row["by_photo"]["insertion"]) == pytest.approx(row["insertion"])
    assert {"name", "rank", "seconds", "passes", "warning", "leads", "is_control"} <= set(row)
    warned = next(row for row in found["methods"] if row["name"] == "guided-backprop")
    assert "randomization" in warned["warning"]


def test_the_page_escapes_names_and_warns(compared: Comparison) -> None:
    page = comparison_page(compared)
    assert "<b>0</b>" not in page
    assert "fails the randomization check" in page
    assert "http" not in page.replace("http-equiv", "")


def test_page_and_numbers_are_written_side_by_side(compared: Comparison, tmp_path: Path) -> None:
    numbers = write_comparison(compared, tmp_path / "new" / "report.html")
    assert numbers == tmp_path / "new" / "report.json"
    assert json.loads(numbers.read_text())["photos"] == list(compared.photos)


def test_options_of_methods_and_metrics_are_used(network: Network) -> None:
    options = {"insertion": {"steps": 3}, "integrated-gradients": {"steps": 2}}
    found = compare(
        network, [a_photo(0)], methods=["integrated-gradients"], metrics=["insertion"], options=options
    )
    assert len(found.rows[0].scores["insertion"][0].curve) == 4
    assert found.rows[0].shown[0].options["steps"] == 2


def test_options_of_what_is_not_compared_are_refused(network: Network) -> None:
    with pytest.raises(MethodError, match="options for 'occlusion', which is not asked for"):
        compare(network, [a_photo(0)], methods=METHODS, options={"occlusion": {"window": 3}})


def test_a_metric_of_places_without_regions_says_how_to_give_them(network: Network) -> None:
    with pytest.raises(MetricError, match="iou needs to know where the object is") as caught:
        compare(network, [a_photo(0)], methods=METHODS, metrics=["iou"])
    assert "a folder of masks" in caught.value.hint


def test_no_photo_is_an_error(network: Network) -> None:
    with pytest.raises(ImageError, match="no photo"):
        compare(network, [], methods=METHODS)


class Stopping(Progress):
    """Keeps what it is told and cancels after so many pieces."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.steps: list[tuple[int, int | None]] = []
        self.notes: list[str] = []

    def step(self, done: int, total: int | None, **_more: Any) -> None:
        self.steps.append((done, total))
        if done >= self.after:
            self.cancel()

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_every_method_and_metric_of_a_photo_moves_the_progress(network: Network) -> None:
    progress = Stopping(after=99)
    compare(network, [a_photo(0), a_photo(1)], methods=METHODS[:2], metrics=["sparseness"], progress=progress)
    assert progress.steps == [(done, 6) for done in range(7)]


@pytest.mark.parametrize("after", [3, 4])
def test_a_cancelled_comparison_is_that_of_the_photos_that_were_finished(
    after: int, network: Network
) -> None:
    progress = Stopping(after=after)
    photos = [a_photo(0), a_photo(1), a_photo(2)]
    found = compare(network, photos, methods=METHODS[:2], metrics=["sparseness"], progress=progress)
    assert found.photos == (photos[0].name,)
    assert progress.steps[-1] == (after, 9)
    assert progress.notes == ["Stopped: 1 of 3 photos are compared."]


def test_a_comparison_cancelled_in_its_first_photo_gives_nothing(network: Network) -> None:
    with pytest.raises(Cancelled):
        compare(
            network, [a_photo(0)], methods=METHODS[:2], metrics=["sparseness"], progress=Stopping(after=2)
        )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_figure_of_one_metric_means_stands_whole_below_it(network: Network, language: str) -> None:
    found = compare(network, [a_photo(0)], methods=["saliency"], metrics=["sparseness"])
    with speaking(language):
        drawn = draw_comparison(found).figure
    drawn.canvas.draw()
    meaning = drawn.get_supxlabel()
    assert meaning
    label = next(text for text in drawn.texts if text.get_text() == meaning)
    assert drawn.bbox.x0 <= label.get_window_extent().x0 < label.get_window_extent().x1 <= drawn.bbox.x1
