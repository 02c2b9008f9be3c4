"""What holds of every network holds of each that says sentences or reads them: captioners and the DCNN."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import Tensor, nn

from convscope.attribution import Method
from convscope.errors import ConvscopeError
from convscope.explanation import explain, explain_all
from convscope.graph import gradient
from convscope.images import Preprocessing
from convscope.network import Input, Network
from convscope.network.captioners import CAPTIONERS, LENGTH, SCORES, captioner_inputs
from convscope.network.captioning import caption, word_ablation
from convscope.network.embedded_words import from_words_on
from convscope.network.libraries import find_architecture
from convscope.network.vocabulary import RESERVED, Vocabulary
from laws.test_model_is_left_alone import state
from laws.test_picture_networks import difference, in_precision
from network.detectors.tiny import TRUNK

WORDS = (*RESERVED, "a", "cat", "dog", "above", "below")
SENTENCE = "a cat above a dog"
READ = 12
SEEN = Preprocessing((96, 96), (96, 96), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="exact")
READER = "convscope/dcnn"
SPECS = [*(f"{name}:{TRUNK}" for name in CAPTIONERS), READER]


class Given(nn.Module):
    """Gives what it was given, whatever it is asked."""

    def __init__(self, values: Tensor) -> None:
        super().__init__()
        self.values = values

    def forward(self, _: Tensor) -> Tensor:
        return self.values


@dataclass(frozen=True)
class Subject:
    """A network of sentences, and what it is asked.

    Attributes:
        module: of PyTorch.
        inputs: what it takes.
        task: its name; None is read off.
        sources: two examples as people give them.
        target: of an explanation.
    """

    module: nn.Module
    inputs: tuple[Input, ...]
    task: str | None
    sources: list[Any]
    target: str

    @property
    def says(self) -> bool:
        """Whether it says sentences, rather than reading them."""
        return len(self.inputs) == 2

    @cached_property
    def network(self) -> Network:
        """Of the module."""
        return self.of(self.module)

    def of(self, module: nn.Module) -> Network:
        """Of a module, such as a copy in another precision."""
        labels = WORDS if self.says else ("negative", "positive")
        return Network(module, inputs=self.inputs, labels=labels, task=self.task)

    def asked(self, network: Network) -> tuple[Network, Tensor]:
        """The network as a function of numbers that can change little by little, and two examples of these."""
        if not self.says:
            return from_words_on(network, network.prepare(*self.sources))
        held = network.holding({"words": SENTENCE})
        return held, held.prepare(*self.sources)

    def scores(self, module: nn.Module, examples: Tensor) -> Tensor:
        """What PyTorch gives."""
        if not self.says:
            begun = copy.copy(module)
            begun._modules = {**module._modules, "embedding": Given(examples.transpose(1, 2))}
            read: Tensor = begun(torch.zeros(len(examples), READ, dtype=torch.int64))
            return read
        numbers = Vocabulary(WORDS).numbers(SENTENCE, LENGTH).repeat(len(examples), 1)
        said: Tensor = module(examples, numbers)[SCORES]
        return said


@cache
def subject_of(spec: str) -> Subject:
    torch.manual_seed(1)
    if spec == READER:
        known = Vocabulary(WORDS)
        module = find_architecture(spec).build(2).eval()
        return Subject(
            module, (Input.text(known, READ),), None, [SENTENCE, "a dog below a cat"], "class:positive"
        )
    module = find_architecture(spec).build(len(WORDS)).eval()
    # Random words, and an end that comes neither at once nor never.
    scores = module.get_parameter("decoder.scores.weight"), module.get_parameter("decoder.scores.bias")
    nn.init.normal_(scores[0], std=0.5)
    nn.init.constant_(scores[1][:1], -1)
    photos = torch.randn((2, 3, *SEEN.size), generator=torch.Generator().manual_seed(2))
    return Subject(module, captioner_inputs(SEEN, WORDS), "caption", list(photos), "caption:2")


@pytest.fixture(scope="module", params=SPECS, ids=[*CAPTIONERS, "dcnn"])
def subject(request: pytest.FixtureRequest) -> Subject:
    return subject_of(request.param)


@pytest.fixture(scope="module", params=[f"{name}:{TRUNK}" for name in CAPTIONERS], ids=[*CAPTIONERS])
def captioner(request: pytest.FixtureRequest) -> Subject:
    return subject_of(request.param)


def test_it_is_left_alone_by_an_explanation_and_by_an_error(subject: Subject) -> None:
    before = state(subject.module)
    explain(subject.network, subject.sources[0], "occlusion", subject.target)
    with pytest.raises(ConvscopeError):
        explain(subject.network, subject.sources[0], "saliency", "caption:99")
    assert state(subject.module) == before


def test_examples_of_a_batch_do_not_see_each_other(subject: Subject) -> None:
    network, examples = subject.asked(subject.network)
    alone = torch.cat([network.scores(examples[place : place + 1]) for place in range(2)])
    assert difference(network.scores(examples), alone) < 1e-5


def test_its_scores_are_finite_and_what_pytorch_gives(subject: Subject) -> None:
    network, examples = subject.asked(subject.network)
    found = network.scores(examples)
    assert found.isfinite().all()
    with torch.no_grad():
        assert difference(found, subject.scores(subject.module, examples)) < 1e-5


def test_nothing_depends_on_how_examples_lie_in_memory(subject: Subject) -> None:
    network, examples = subject.asked(subject.network)
    expected = network.scores(examples.contiguous())
    turned = examples.transpose(1, -1).contiguous().transpose(1, -1)
    assert turned.stride() != examples.contiguous().stride()
    assert difference(network.scores(turned), expected) < 1e-5


def test_its_gradient_in_double_precision_is_autograds(subject: Subject) -> None:
    double = in_precision(subject.module, torch.float64)
    network, examples = subject.asked(subject.of(double))
    examples = examples.double()
    graph = network.graph(tuple(examples.shape[1:]))
    node = network.task.scores(graph)
    found = gradient(
        graph, {graph.input: examples}, [node], lambda values: values[node].flatten(1)[:, 1], [graph.input]
    )
    wanted = examples.clone().requires_grad_()
    (expected,) = torch.autograd.grad(subject.scores(double, wanted).flatten(1)[:, 1].sum(), wanted)
    assert difference(found.gradients[graph.input], expected) < 1e-10


def test_in_bfloat16_it_errs_little_more_than_pytorch(subject: Subject) -> None:
    network, examples = subject.asked(subject.network)
    half = in_precision(subject.module, torch.bfloat16)
    found, exact = (
        subject.asked(subject.of(half))[0].scores(examples.bfloat16()).float(),
        network.scores(examples),
    )
    with torch.no_grad():
        usual = difference(subject.scores(half, examples.bfloat16()).float(), exact)
    assert difference(found, exact) < 2 * usual < 0.3


def skip_what_cannot_explain(subject: Subject, method: Method[Any]) -> None:
    if method.scores_only and (subject.says or method.name == "cam"):
        pytest.skip("it explains the scores of one linear layer behind a mean")
    if method.needs_rectifiers and not subject.says:
        pytest.skip("its layers end in tanh")


def test_every_method_explains_a_word(subject: Subject, method: Method[Any], options: dict[str, Any]) -> None:
    skip_what_cannot_explain(subject, method)
    found = explain(subject.network, subject.sources[0], method.name, subject.target, **options)
    assert np.isfinite(found.values).all()
    assert found.values.any() or method.may_be_zero
    assert found.target == subject.target


def test_a_text_explained_among_others_is_explained_as_alone(
    method: Method[Any], options: dict[str, Any]
) -> None:
    subject = subject_of(READER)
    skip_what_cannot_explain(subject, method)
    check_that_it_is_explained_as_alone(subject, method.name, options)


def test_a_photo_captioned_among_others_is_explained_as_alone(captioner: Subject) -> None:
    check_that_it_is_explained_as_alone(captioner, "saliency", {})


def check_that_it_is_explained_as_alone(subject: Subject, method: str, options: dict[str, Any]) -> None:
    together = explain_all(subject.network, subject.sources, method, [subject.target] * 2, **options)
    alone = explain(subject.network, subject.sources[1], method, subject.target, **options)
    assert_allclose(together[1].values, alone.values, rtol=1e-3, atol=1e-3 * np.abs(alone.values).max())


def test_the_same_seed_gives_the_same_map_and_another_seed_another(subject: Subject) -> None:
    first, again, other = (
        explain(
            subject.network, subject.sources[0], "smoothgrad", subject.target, seed=seed, samples=2
        ).values
        for seed in (3, 3, 4)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_what_is_said_depends_neither_on_chance_nor_on_what_was_said_before(captioner: Subject) -> None:
    network = captioner.network
    photo, other = (np.random.default_rng(seed).integers(0, 255, (40, 60, 3), np.uint8) for seed in (0, 1))
    torch.manual_seed(5)
    first = caption(network, photo, beams=3)
    falls = word_ablation(network, first)
    caption(network, other)
    torch.manual_seed(6)
    again = caption(network, photo, beams=3)
    assert first.document() == again.document()
    assert np.array_equal(word_ablation(network, again), falls)


def test_saying_a_sentence_leaves_the_module_and_the_random_state_alone(captioner: Subject) -> None:
    before, chance = state(captioner.module), torch.get_rng_state()
    photo = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    word_ablation(captioner.network, caption(captioner.network, photo))
    assert state(captioner.module) == before
    assert torch.equal(torch.get_rng_state(), chance)


@pytest.mark.parametrize(
    "target", ["caption:0", "caption:", "caption:a", "caption:99", "class:a", "nowhere:1", ""]
)
def test_what_is_no_word_is_refused_by_one_sentence(captioner: Subject, target: str) -> None:
    network = captioner.network
    with pytest.raises(ConvscopeError) as raised:
        explain(network, captioner.sources[0], "saliency", target)
    assert raised.value.message.endswith(".")
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_photo_that_is_not_finite_is_refused(captioner: Subject, value: float) -> None:
    broken = captioner.sources[0].clone()
    broken[1, 2, 3] = value
    with pytest.raises(ConvscopeError, match="NaN or infinite"):
        explain(captioner.network, broken, "saliency", "caption:1")
