"""DenseCap proposes regions and says a phrase of each: one graph of fixed shape, asked word by word."""

import copy

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from torch import Tensor

import convscope
from convscope.detection.overlaps import overlap
from convscope.errors import BoxError, ConvscopeError, MethodError, NetworkError, ObjectiveError
from convscope.explanation import explain, explain_all
from convscope.graph import evaluate
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.network.captioners import COUNT, PHRASE, DenseCap, region_captioner_inputs
from convscope.network.libraries import find_architecture
from convscope.network.region_captioning import RegionCaptions, caption_regions, holding_phrases, phrases_of
from convscope.network.task.regions import Regions
from convscope.network.vocabulary import RESERVED
from convscope.objectives import parse
from laws.test_model_is_left_alone import state
from network.detectors.tiny import TRUNK

WORDS = (*RESERVED, "a", "cat", "dog", "red", "blue")
SEEN = Preprocessing((64, 96), (64, 96), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="exact")
# Left, top, right, bottom, class, and words: "a red cat", "a dog" in the first photo, "a cat" in the second.
PHRASES: list[list[float]] = [[2, 5, 3], [2, 4], [2, 3]]
BOXES: list[list[float]] = [[8.0, 8, 40, 44], [50, 30, 90, 60], [30, 10, 60, 40]]
ROWS = [
    [*box, 0.0, *words, *[0.0] * (PHRASE - len(words))] for box, words in zip(BOXES, PHRASES, strict=True)
]
TRUTH = torch.tensor([ROWS[:2], [ROWS[2], [-1.0] * (5 + PHRASE)]])


def photos() -> Tensor:
    return torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))


def some_words(count: int) -> Tensor:
    return torch.randint(0, len(WORDS), (count, COUNT, PHRASE), generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def module() -> DenseCap:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = find_architecture(f"dense:{TRUNK}").build(len(WORDS)).eval()
        assert isinstance(made, DenseCap)
        # Random words, and an end that comes neither at once nor never.
        torch.nn.init.normal_(made.head.saying.scores.weight, std=0.5)
    return made


@pytest.fixture(scope="module")
def network(module: DenseCap) -> Network:
    return Network(module, inputs=region_captioner_inputs(SEEN, WORDS), labels=["region"], task="regions")


@pytest.fixture
def photo() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (80, 120, 3), np.uint8)


def test_its_graph_gives_what_it_gives(module: DenseCap, network: Network) -> None:
    graph, words = network.graph(), some_words(2)
    nodes = list(graph.outputs.values())
    values = evaluate(graph, dict(zip(graph.inputs, (photos(), words), strict=True)), nodes)
    with torch.no_grad():
        expected = module(photos(), words)
    assert expected["scores"].shape == (2, COUNT, PHRASE, len(WORDS))
    for name, node in graph.outputs.items():
        assert torch.allclose(values[node], expected[name], atol=1e-4)


def test_what_it_says_of_a_photo_does_not_depend_on_the_others_of_a_batch(module: DenseCap) -> None:
    words = some_words(2)
    with torch.no_grad():
        together, alone = module(photos(), words), module(photos()[1:], words[1:])
    for name, values in alone.items():
        assert torch.allclose(together[name][1:], values, atol=1e-4)


def test_the_loss_of_a_photo_does_not_depend_on_the_others(module: DenseCap) -> None:
    with torch.no_grad():
        together = module.step(photos(), TRUTH).losses
        alone = torch.cat([module.step(photos()[n : n + 1], TRUTH[n : n + 1]).losses for n in range(2)])
    assert torch.allclose(together, alone, rtol=1e-4)


def test_a_photo_without_regions_has_a_loss_of_boxes_alone(module: DenseCap) -> None:
    with torch.no_grad():
        step = module.step(photos(), torch.full((2, 1, 5 + PHRASE), -1.0))
        boxes = module.head.learned(
            module.head.map(module.trunk(photos())), (64, 96), torch.full((2, 1, 5), -1.0)
        )
    assert torch.allclose(step.losses, 0.1 * boxes.step.losses)


def test_every_layer_that_learns_gets_a_gradient(module: DenseCap) -> None:
    named = dict(module.named_parameters())
    loss = module.step(photos(), TRUTH).losses.sum()
    found = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    assert not [name for name, gradient in zip(named, found, strict=True) if gradient is None]


def test_regions_and_phrases_of_two_photos_are_learned_by_heart(module: DenseCap) -> None:
    learned = copy.deepcopy(module)
    optimizer = torch.optim.AdamW(learned.parameters(), 3e-3)
    for _ in range(150):
        optimizer.zero_grad()
        torch.autograd.backward(learned.step(photos(), TRUTH).losses.mean())
        optimizer.step()
    network = Network(learned, inputs=region_captioner_inputs(SEEN, WORDS), labels=["region"], task="regions")
    vocabulary = network.inputs[1].vocabulary
    assert vocabulary is not None
    for row, box, phrase in zip((0, 0, 1), BOXES, ("a red cat", "a dog", "a cat"), strict=True):
        said = phrases_of(network, photos()[row], score=0.5)
        true = box[0], box[1], box[2], box[3]
        near = [place for place, one in enumerate(said.found) if overlap(one.box, true).iou > 0.5]
        assert [" ".join(vocabulary.read(said.numbers[0, place])) for place in near[:1]] == [phrase]


def test_the_likeliest_word_is_taken_each_time(network: Network) -> None:
    said = phrases_of(network, photos()[0])
    assert said.found
    held = holding_phrases(network, said)
    graph = held.graph()
    node = graph.outputs["scores"]
    chances = evaluate(graph, {graph.input: photos()[:1]}, [node])[node][0].double().log_softmax(2)
    chances[..., 1], chances[:, 0, 0] = -torch.inf, -torch.inf
    for place, told in enumerate(said.chances):
        for word, chance in enumerate(told):
            if word == 0 or said.numbers[0, place, word - 1] != 0:
                assert chance == pytest.approx(float(chances[place, word, : len(WORDS)].max()), abs=1e-4)


def test_regions_are_told_in_pixels_of_the_photo(network: Network, photo: NDArray[np.uint8]) -> None:
    said = caption_regions(network, photo)
    prepared = network.inputs[0].prepare(photo)
    found = phrases_of(network, prepared).found
    for told, seen in zip(said.regions, found, strict=True):
        assert_allclose(told.box, np.array(seen.box) * 120 / 96, atol=1e-3)
    assert said.picture().size == (120, 80)
    assert {"photo", "caption", "log_probability", "regions"} <= said.document().keys()


def test_a_photo_is_captioned_region_by_region(network: Network, photo: NDArray[np.uint8]) -> None:
    said = convscope.caption(network, photo)
    assert isinstance(said, RegionCaptions)
    assert all(one.words and set(one.words) <= set(WORDS) for one in said.regions)
    assert [one.score for one in said.regions] == sorted((one.score for one in said.regions), reverse=True)


def test_where_nothing_scores_enough_nothing_is_told(network: Network, photo: NDArray[np.uint8]) -> None:
    said = caption_regions(network, photo, score=1.0)
    assert (said.regions, said.text, said.log_probability) == ((), "", 0.0)


def test_a_word_of_a_region_is_explained_where_it_was_said(network: Network) -> None:
    said = phrases_of(network, photos()[0])
    held = holding_phrases(network, said)
    bound = parse("caption:1@2").bind(held)
    graph = held.graph()
    value = bound.score(evaluate(graph, {graph.input: photos()[:1]}, bound.reads))
    assert float(value) == pytest.approx(said.chances[1][0], abs=1e-4)


@pytest.mark.parametrize("method", ["saliency", "hirescam", "occlusion"])
def test_a_word_among_others_is_explained_as_alone(network: Network, method: str) -> None:
    both = list(photos())
    together = explain_all(network, both, method, ["caption:1@1"] * 2)
    alone = explain(network, both[1], method, "caption:1@1")
    assert np.abs(alone.values).max() > 0
    assert_allclose(together[1].values, alone.values, rtol=1e-3, atol=1e-3 * np.abs(alone.values).max())


def test_other_phrases_are_explained_where_they_are_given(network: Network, photo: NDArray[np.uint8]) -> None:
    own = explain(network, {"photo": photo, "words": ["a red dog"]}, "saliency", "caption:3@1")
    other = explain(network, {"photo": photo, "words": ["a red cat"]}, "saliency", "caption:3@1")
    assert not np.allclose(own.values, other.values)


def test_more_phrases_than_regions_are_refused(network: Network, photo: NDArray[np.uint8]) -> None:
    with pytest.raises(MethodError, match="phrases were given"):
        explain(network, {"photo": photo, "words": ["a dog"] * COUNT}, "saliency", "caption:1@1")
    with pytest.raises(ConvscopeError, match="50 texts at most"):
        explain(network, {"photo": photo, "words": ["a dog"] * 51}, "saliency", "caption:1@1")


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("caption:1", "no region was named"),
        ("caption:99@1", "There is no word 99"),
        ("caption:1@99", "There is no region 99"),
        ("caption:1@0", "counted from 1"),
        ("caption:1@", "number of a region"),
        ("caption:1@a", "number of a region"),
    ],
)
def test_what_is_no_word_of_a_region_is_refused(
    network: Network, photo: NDArray[np.uint8], target: str, what: str
) -> None:
    with pytest.raises(ObjectiveError, match=what):
        explain(network, photo, "saliency", target)


def test_its_text_is_that_of_the_objective() -> None:
    assert str(parse("caption:3@2")) == "caption:3@2"


def test_it_is_left_alone_and_so_are_random_numbers(network: Network, module: DenseCap) -> None:
    before, chance = state(module), torch.get_rng_state()
    first = phrases_of(network, photos()[0])
    phrases_of(network, photos()[1])
    again = phrases_of(network, photos()[0])
    assert first.chances == again.chances
    assert state(module) == before
    assert torch.equal(torch.get_rng_state(), chance)


def test_what_is_for_other_networks_is_refused(network: Network, photo: NDArray[np.uint8]) -> None:
    with pytest.raises(NetworkError, match="beams=3"):
        convscope.caption(network, photo, beams=3)
    with pytest.raises(NetworkError, match="takes words beside the photo"):
        convscope.detect(network, photo)
    with pytest.raises(BoxError, match="between 0 and 1"):
        convscope.caption(network, photo, score=2)
    with pytest.raises(NetworkError, match="says nothing of regions"):
        caption_regions(convscope.open_network("convscope/digits"), photo)


def test_words_that_nobody_knows_are_not_said(photo: NDArray[np.uint8]) -> None:
    unnamed = convscope.open_network(f"dense:{TRUNK}", weights="random", size=(64, 96))
    assert isinstance(unnamed.task, Regions)
    with pytest.raises(NetworkError, match="Nobody knows the words"):
        convscope.caption(unnamed, photo)
