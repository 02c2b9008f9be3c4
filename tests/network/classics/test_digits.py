"""The network of digits that comes trained."""

from pathlib import Path

import pytest
import torch

import convscope
from convscope.network import networks, open_network
from convscope.network.classics import digits
from convscope.network.declarative import declared_architecture
from convscope.report.evaluation import Judgement
from convscope.server.offers import open_text
from tools.digits import folded

MNIST = Path(__file__).parents[4] / "shared" / "data" / "mnist.tar.gz"


def test_it_opens_with_its_weights_where_none_are_named() -> None:
    network = open_network("convscope/digits")
    assert network.weights == digits.WEIGHTS
    assert network.labels.names == tuple("0123456789")


def test_random_weights_can_be_asked_for() -> None:
    assert open_network("convscope/digits", weights="random").weights.startswith("random")


def test_a_page_opens_it_trained() -> None:
    assert open_text("convscope/digits").weights == digits.WEIGHTS


def test_it_is_listed_as_embedded() -> None:
    assert [one.weights for one in networks("convscope/digits")] == ["embedded"]


def test_a_folded_normalisation_changes_no_score() -> None:
    module = declared_architecture(digits.TEXT).build(None).eval()
    pixels = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = module((pixels - 0.13) / 0.3)
        module.load_state_dict(folded(module.state_dict(), 0.13, 0.3))
        assert torch.allclose(module(pixels), expected, atol=1e-4)


@pytest.mark.slow
@pytest.mark.skipif(not MNIST.exists(), reason="MNIST is not in ../shared/data")
def test_it_knows_as_many_digits_as_its_file_says() -> None:
    found = convscope.evaluate(open_network("convscope/digits"), MNIST)
    assert isinstance(found, Judgement)
    assert found.evaluation.measures["accuracy"].value == pytest.approx(0.9828, abs=1e-4)
