"""Captioners say a sentence word by word, each from the photo and the words before it."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

import convscope
from convscope.errors import NetworkError, ObjectiveError
from convscope.graph import evaluate
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.network.captioners import LENGTH, Captioner, captioner_inputs
from convscope.network.captioners.captioner import Attend, Tell
from convscope.network.captioning import caption, word_ablation
from convscope.network.labels import Labels
from convscope.network.task.sentences import Sentences, told
from convscope.network.trunk import Trunk
from convscope.objectives import parse

WORDS = ("<end>", "<unknown>", "a", "cat", "dog", "above", "below")
SEEN = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3)


class Maps(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 8, stride=8)

    def forward(self, photos: Tensor) -> dict[str, Tensor]:
        return {"0": torch.relu(self.conv(photos))}


def captioner(kind: type[Tell | Attend]) -> Captioner:
    torch.manual_seed(1)
    module = Captioner(Trunk(Maps(), (8,), (8,), ()), kind, len(WORDS)).eval()
    # Random words, and an end that comes neither at once nor never.
    nn.init.normal_(module.decoder.scores.weight, std=0.5)
    with torch.no_grad():
        module.decoder.scores.bias[0] = -1.0
    return module


@pytest.fixture(scope="module", params=[Tell, Attend], ids=["tell", "attend"])
def network(request: pytest.FixtureRequest) -> Network:
    module = captioner(request.param)
    return Network(module, inputs=captioner_inputs(SEEN, WORDS), labels=WORDS, task="caption")


@pytest.fixture(scope="module")
def attending() -> Network:
    return Network(captioner(Attend), inputs=captioner_inputs(SEEN, WORDS), labels=WORDS, task="caption")


@pytest.fixture
def photo() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)


def scores_of(network: Network, photo: NDArray[np.uint8], rows: Tensor) -> Tensor:
    held = network.holding({"words": rows})
    return held.scores(held.prepare(photo))[0]


def test_a_word_is_told_from_those_before_it_alone(network: Network, photo: NDArray[np.uint8]) -> None:
    rows = torch.tensor([2, 3, 5, 2, 4] + [0] * (LENGTH - 5))
    changed = rows.clone()
    changed[2] = 6
    own, other = (scores_of(network, photo, one) for one in (rows, changed))
    assert torch.allclose(own[:3], other[:3], atol=1e-6)
    assert not torch.allclose(own[3:], other[3:], atol=1e-3)


def test_the_likeliest_word_is_taken_each_time(network: Network, photo: NDArray[np.uint8]) -> None:
    said = caption(network, photo)
    chances = scores_of(network, photo, said.numbers).log_softmax(1)
    known = chances.clone()
    known[:, 1] = -torch.inf
    count = len(said.words)
    assert known[:count].argmax(1).tolist() == said.numbers[:count].tolist()
    own = [float(chances[place, number]) for place, number in enumerate(said.numbers[: count + 1])]
    assert said.chances == pytest.approx(own, abs=1e-4)


def test_more_beginnings_find_no_less_likely_sentence(network: Network, photo: NDArray[np.uint8]) -> None:
    assert caption(network, photo, beams=4).log_probability >= caption(network, photo).log_probability - 1e-6


def test_one_beginning_at_least_is_kept(network: Network, photo: NDArray[np.uint8]) -> None:
    with pytest.raises(NetworkError, match="At least one"):
        caption(network, photo, beams=0)


def test_attention_over_the_places_adds_up_to_one(attending: Network, photo: NDArray[np.uint8]) -> None:
    said = caption(attending, photo)
    assert said.attention is not None
    assert said.attention.shape == (len(said.words), 4, 4)
    assert np.allclose(said.attention.sum((1, 2)), 1, atol=1e-5)
    assert said.picture().width > 0


def test_a_network_without_attention_tells_no_places(photo: NDArray[np.uint8]) -> None:
    told_only = Network(captioner(Tell), inputs=captioner_inputs(SEEN, WORDS), labels=WORDS, task="caption")
    with pytest.raises(NetworkError, match="does not tell where it looks"):
        caption(told_only, photo).picture()


def test_a_word_owes_to_earlier_words_alone(network: Network, photo: NDArray[np.uint8]) -> None:
    said = caption(network, photo)
    falls = word_ablation(network, said)
    assert falls.shape == (len(said.words),) * 2
    assert not np.triu(falls).any()
    rows = said.numbers.clone()
    rows[0] = 1
    own, without = (scores_of(network, photo, one).log_softmax(1)[1] for one in (said.numbers, rows))
    assert falls[1, 0] == pytest.approx(float((own - without)[said.numbers[1]]), abs=1e-4)


def test_an_explained_word_is_that_of_the_sentence(network: Network, photo: NDArray[np.uint8]) -> None:
    said = caption(network, photo)
    held = network.holding({"words": said.numbers})
    bound = parse("caption:2").bind(held)
    graph = held.graph()
    values = evaluate(graph, {graph.input: held.prepare(photo)}, bound.reads)
    assert float(bound.score(values)) == pytest.approx(said.chances[1], abs=1e-4)


def test_a_photo_is_explained_with_its_sentence_held(network: Network, photo: NDArray[np.uint8]) -> None:
    found = convscope.explain(network, photo, "saliency", "caption:2")
    assert found.values.shape == (32, 32)
    assert found.target == "caption:2"
    assert np.abs(found.values).max() > 0


def test_other_words_are_explained_where_they_are_given(network: Network, photo: NDArray[np.uint8]) -> None:
    source = {"photo": photo, "words": "a dog above a cat"}
    found = convscope.explain(network, source, "input-x-gradient", "caption:3 - caption:2")
    assert np.isfinite(found.values).all()


def test_a_word_behind_the_end_is_an_error(network: Network, photo: NDArray[np.uint8]) -> None:
    with pytest.raises(ObjectiveError, match="There is no word 99"):
        convscope.explain(network, photo, "saliency", "caption:99")


def test_a_classifier_says_no_sentences(photo: NDArray[np.uint8]) -> None:
    classifier = convscope.open_network("convscope/digits")
    with pytest.raises(NetworkError, match="says no sentences"):
        caption(classifier, photo)
    with pytest.raises(ObjectiveError, match="says no sentences"):
        convscope.explain(classifier, photo, "saliency", "caption:1")


def test_a_sentence_counts_up_to_its_end() -> None:
    assert told(torch.tensor([[2, 3, 0, 0], [0, 2, 2, 2]])).tolist() == [
        [True, True, True, False],
        [True, False, False, False],
    ]


def test_the_loss_is_the_mean_over_the_words_and_the_end() -> None:
    task = Sentences(Labels(WORDS))
    scores, truth = torch.randn(2, 4, 7), torch.tensor([[2, 3, 0, 0], [4, 0, 0, 0]])
    chances = scores.log_softmax(2)
    first = -(chances[0, 0, 2] + chances[0, 1, 3] + chances[0, 2, 0]) / 3
    second = -(chances[1, 0, 4] + chances[1, 1, 0]) / 2
    assert task.loss(scores, truth).tolist() == pytest.approx([float(first), float(second)], abs=1e-5)


def test_a_trunk_of_a_library_gets_a_decoder() -> None:
    network = convscope.open_network("attend:efficientnet-lite0", weights="random")
    assert network.task.name == "caption"
    assert [one.name for one in network.inputs] == ["photo", "words"]
