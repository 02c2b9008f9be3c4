"""How a network was opened, and opening it again."""

import threading
from pathlib import Path

import numpy as np
import pytest
from torch import nn

import convscope
from convscope.errors import NetworkError
from convscope.network import Network, Opening, open_network

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> flatten -> dense 3"


def test_the_code_of_an_opening_opens_the_same_network() -> None:
    network = open_network(TEXT, weights="random", seed=3)
    again = eval(network.opening.code(), {"convscope": convscope})
    assert again.digest == network.digest


def test_an_opening_is_opened_again() -> None:
    network = open_network(TEXT, weights="random", seed=3, labels=["a", "b", "c"], mean=[0.5], std=[0.5])
    again = open_network(network.opening)
    assert again.opening == network.opening
    assert again.labels.names == ("a", "b", "c")


def test_a_document_holds_the_whole_opening() -> None:
    opening = open_network(TEXT, weights="random", size=(16, 16)).opening
    assert Opening.of_document(opening.document()) == opening


def test_consent_to_run_code_is_not_taken_from_a_document() -> None:
    assert not Opening.of_document({"spec": "a.py:f", "run_code": True}).run_code


@pytest.mark.parametrize("document", [{}, {"spec": 3}, {"spec": "a", "size": "big"}])
def test_a_document_of_something_else_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(NetworkError, match="does not say how"):
        Opening.of_document(document)


def test_a_module_built_by_hand_says_so() -> None:
    opening = Network(nn.Sequential(nn.Conv2d(3, 4, 3)), input_shape=(3, 8, 8)).opening
    assert "built by hand" in opening.code()
    with pytest.raises(NetworkError, match="built by hand"):
        open_network(opening)


def test_the_digest_follows_the_weights() -> None:
    module = nn.Conv2d(3, 4, 3)
    network = Network(module, input_shape=(3, 8, 8))
    before = network.digest
    module.weight.data[1] += 1
    assert network.digest != before


def test_the_digest_is_computed_once_for_each_state(monkeypatch: pytest.MonkeyPatch) -> None:
    network = open_network(TEXT, weights="random")
    found = network.digest
    monkeypatch.setattr("convscope.network.network.digest_of", None)
    assert network.digest == found


def test_what_the_user_says_of_photos_and_labels_holds_for_a_named_network(tmp_path: Path) -> None:
    network = open_network("efficientnet-lite0", mean=[0.0], std=[1.0], size=(64, 96))
    photo = np.full((64, 96, 3), 255, dtype=np.uint8)
    assert network.input_shape == (3, 64, 96)
    assert float(network.prepare(photo).max()) == pytest.approx(1)


def test_graphs_of_many_sizes_do_not_pile_up() -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    network = Network(module, input_shape=(3, 8, 8))
    for side in range(8, 20):
        network.graph((3, side, side))
    assert len(network._graphs) <= 8


def test_two_threads_that_ask_for_a_graph_get_one() -> None:
    network = open_network(TEXT, weights="random")
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(network.graph())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
