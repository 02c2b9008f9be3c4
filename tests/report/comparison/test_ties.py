"""Methods that give equal maps are tied: one row of several names for people, one entry each in the document."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.images import Photo
from convscope.network import Network
from convscope.report.comparison import Comparison, compare, comparison_page, document
from convscope.report.comparison.ties import first_equals, ties


class MeanHead(nn.Module):
    """With a mean over the places and one linear layer Grad-CAM, HiResCAM and XGrad-CAM are one map."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.head = nn.Conv2d(3, 8, 3, stride=2), nn.Linear(8, 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.conv(x).relu().mean((2, 3)))  # type: ignore[no-any-return]


SAME = ("hirescam", "grad-cam", "xgrad-cam")


@pytest.fixture(scope="module")
def compared() -> Comparison:
    photos = [
        Photo(f"{seed}.png", np.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=np.uint8))
        for seed in range(2)
    ]
    network = Network(MeanHead(), input_shape=(3, 32, 32))
    methods = ["hirescam", "saliency", "grad-cam", "xgrad-cam", "input-x-gradient"]
    return compare(network, photos, methods=methods, metrics=["insertion", "deletion"])


def test_equal_maps_have_one_rank_and_stand_together(compared: Comparison) -> None:
    names = [row.name for row in compared.rows]
    places = sorted(names.index(name) for name in SAME)
    assert places[2] - places[0] == 2
    assert len({row.rank for row in compared.rows if row.name in SAME}) == 1
    assert len({row.leads for row in compared.rows if row.name in SAME}) == 1


def test_people_see_one_row_of_their_names(compared: Comparison) -> None:
    assert [row.name for row in compared.shown if "hirescam" in row.name] == [", ".join(SAME)]
    assert len(compared.shown) == len(compared.rows) - 2
    page = comparison_page(compared)
    assert ", ".join(SAME) in page
    assert page.count("<figure") + page.count('<li><img src="data:') == 2 * 3


def test_the_document_has_an_entry_a_method(compared: Comparison) -> None:
    entries = {entry["name"]: entry for entry in document(compared)["methods"]}
    assert [entries[name]["equals"] for name in SAME] == [list(SAME)] * 3
    assert entries["saliency"]["equals"] == ["saliency"]
    assert entries["random"]["equals"] == []
    assert entries["grad-cam"]["rank"] == entries["hirescam"]["rank"]


def test_maps_are_equal_within_rounding_and_not_beyond() -> None:
    one = np.linspace(-1, 2, 12, dtype=np.float32).reshape(3, 4)
    assert first_equals([one, one + 1e-6, one + 1e-2, one * 2, np.zeros((2, 2), np.float32)]) == (
        0,
        0,
        2,
        3,
        4,
    )
    assert first_equals([np.zeros((2, 2), np.float32)] * 2) == (0, 0)


def test_methods_are_tied_where_their_maps_are_equal_on_every_photo() -> None:
    assert ties([(0, 0, 0, 3), (0, 1, 0, 1)]) == [[0, 2], [1], [3]]
