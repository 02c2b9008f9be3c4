"""What holds of every network holds of each that makes pictures: restorers, colorizers and generators."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.explanation import explain
from convscope.graph import gradient
from convscope.network import Network
from convscope.network.colorizers import COLORIZERS
from convscope.network.generators import CLASSES, TIME, generator_names
from convscope.network.libraries import find_architecture
from convscope.network.restorers import restorer_names
from convscope.network.restorers.inpaint_resunet import HOLE
from laws.test_model_is_left_alone import state
from network.detectors.tiny import TRUNK

PHOTO = (3, 20, 16)
HELD: Mapping[str, list[float]] = {TIME: [0.5], CLASSES: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]}
RESTORERS = [f"convscope/{name}" for name in restorer_names()]
COLOURS = [f"{name}:{TRUNK}" for name in COLORIZERS]
GENERATORS = [f"convscope/{name}" for name in generator_names()]


@dataclass(frozen=True)
class Subject:
    """A network as a function of its first input, the others held.

    Attributes:
        spec: what it is opened by.
        module: of PyTorch.
        examples: (2, ...) of the input.
        held: an example of each other input.
    """

    spec: str
    module: nn.Module
    examples: Tensor
    held: tuple[str, ...] = ()

    def network(self, module: nn.Module) -> Network:
        """Of the module, or of a copy in another precision."""
        architecture = find_architecture(self.spec)
        whole = Network(
            module,
            input_shape=None if self.held else tuple(self.examples.shape[1:]),
            inputs=architecture.inputs if self.held else None,
            task=architecture.task,
        )
        return whole.holding({name: HELD[name] for name in self.held}) if self.held else whole

    def pictures(self, module: nn.Module, examples: Tensor) -> Tensor:
        """What PyTorch gives."""
        rest = [torch.tensor([HELD[name]] * len(examples)).to(examples) for name in self.held]
        made: Tensor = module(examples, *rest)
        return made


def subject_of(spec: str) -> Subject:
    torch.manual_seed(0)
    module = find_architecture(spec).build(None).eval()
    for parameter in module.parameters():
        # A network that begins as one that changes nothing would keep every promise.
        if parameter.dim() > 1:
            nn.init.normal_(parameter, 0, parameter[0].numel() ** -0.5)
    chance = torch.Generator().manual_seed(0)
    if spec in RESTORERS:
        photos = torch.rand((2, *PHOTO), generator=chance)
        # A hole, for the network that fills holes.
        photos[:, :, 3:12, 2:10] = 0.5
        return Subject(spec, module, photos)
    if spec in COLOURS:
        return Subject(spec, module, torch.rand((2, 3, 64, 64), generator=chance))
    first, *others = find_architecture(spec).inputs
    return Subject(
        spec,
        module,
        torch.randn((2, *first.shape), generator=chance),
        tuple(one.name for one in others),
    )


@pytest.fixture(
    scope="module", params=[*RESTORERS, *COLOURS, *GENERATORS], ids=[*RESTORERS, *COLORIZERS, *GENERATORS]
)
def subject(request: pytest.FixtureRequest) -> Subject:
    return subject_of(request.param)


@pytest.fixture(scope="module")
def network(subject: Subject) -> Network:
    return subject.network(subject.module)


def test_it_is_left_alone_by_an_explanation_and_by_an_error(subject: Subject, network: Network) -> None:
    before = state(subject.module)
    explain(network, subject.examples[0], "saliency", "output:0@4-11,2-9")
    with pytest.raises(ConvscopeError, match="no row 999"):
        explain(network, subject.examples[0], "saliency", "output:0@4-999,2-9")
    assert state(subject.module) == before


def test_examples_of_a_batch_do_not_see_each_other(subject: Subject, network: Network) -> None:
    alone = torch.cat([network.scores(subject.examples[place : place + 1]) for place in range(2)])
    assert difference(network.scores(subject.examples), alone) < 1e-5


def test_what_it_makes_is_finite_and_what_pytorch_makes(subject: Subject, network: Network) -> None:
    made = network.scores(subject.examples)
    assert made.isfinite().all()
    with torch.no_grad():
        assert difference(made, subject.pictures(subject.module, subject.examples)) < 1e-5


def test_nothing_depends_on_how_pictures_lie_in_memory(subject: Subject, network: Network) -> None:
    if subject.examples.dim() != 4:
        pytest.skip("A code has one order in memory.")
    other = subject.examples.contiguous(memory_format=torch.channels_last)
    assert difference(network.scores(other), network.scores(subject.examples)) < 1e-5


def test_its_gradient_in_double_precision_is_autograds(subject: Subject) -> None:
    double = in_precision(subject.module, torch.float64)
    examples = subject.examples.double()
    graph = subject.network(double).graph(tuple(examples.shape[1:]))
    found = gradient(
        graph,
        {graph.input: examples},
        [graph.output],
        lambda values: values[graph.output][:, 0, 9, 7],
        [graph.input],
    )
    wanted = examples.clone().requires_grad_()
    (expected,) = torch.autograd.grad(subject.pictures(double, wanted)[:, 0, 9, 7].sum(), wanted)
    assert difference(found.gradients[graph.input], expected) < 1e-10


def test_in_bfloat16_it_errs_little_more_than_pytorch(subject: Subject, network: Network) -> None:
    half, examples = in_precision(subject.module, torch.bfloat16), subject.examples.bfloat16()
    found, exact = subject.network(half).scores(examples).float(), network.scores(subject.examples)
    with torch.no_grad():
        usual = difference(subject.pictures(half, examples).float(), exact)
    assert difference(found, exact) < 2 * usual < 0.3


def test_the_same_seed_gives_the_same_map_and_another_seed_another(
    subject: Subject, network: Network
) -> None:
    if HOLE in network.graph(subject.examples.shape[1:]).tensors:
        pytest.skip("A photo with noise has no holes, and is handed on as it is.")
    first, again, other = (
        explain(network, subject.examples[0], "smoothgrad", "output:0@4-11,2-9", seed=seed, samples=2).values
        for seed in (3, 3, 4)
    )
    assert (first == again).all()
    assert (first != other).any()


def in_precision(module: nn.Module, dtype: torch.dtype) -> nn.Module:
    """The same network in another precision."""
    return copy.deepcopy(module).to(dtype)


def difference(first: Tensor, second: Tensor) -> float:
    """The greatest one, in parts of the greatest value."""
    return float((first - second).abs().max() / second.abs().max())
