"""What holds of every network holds of those that make pictures: restorers, upscalers, and a generator's step."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.explanation import explain
from convscope.graph import gradient, trace
from convscope.network import Network
from convscope.network.generators import generator_inputs, new_generator
from convscope.network.restorers.dncnn import DnCNN
from convscope.network.restorers.edsr import EDSR
from convscope.network.restorers.espcn import ESPCN
from convscope.network.restorers.inpaint_resunet import HOLE, InpaintResUNet
from convscope.network.restorers.resunet import ResUNet
from convscope.network.restorers.srcnn import SRCNN
from laws.test_model_is_left_alone import state

SHAPE = (3, 20, 16)
PHOTOS = torch.rand((2, *SHAPE), generator=torch.Generator().manual_seed(0))
# A hole, for the network that fills holes.
PHOTOS[:, :, 3:12, 2:10] = 0.5
MODULES: dict[str, Callable[[], nn.Module]] = {
    "dncnn": lambda: DnCNN(3),
    "resunet": lambda: ResUNet(3),
    "inpaint-resunet": lambda: InpaintResUNet(3),
    "srcnn-x2": lambda: SRCNN(3, 2),
    "espcn-x3": lambda: ESPCN(3, 3),
    "edsr-x2": lambda: EDSR(3, 2),
}


@pytest.fixture(scope="module", params=MODULES)
def module(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(0)
    made = MODULES[request.param]().eval()
    for parameter in made.parameters():
        # A network that begins as one that changes nothing would keep every promise.
        nn.init.normal_(parameter, 0, 0.05)
    return made


@pytest.fixture(scope="module")
def network(module: nn.Module) -> Network:
    return Network(module, input_shape=SHAPE, task="picture", mean=(0.0,) * 3, std=(1.0,) * 3)


def test_it_is_left_alone_by_an_explanation_and_by_an_error(module: nn.Module, network: Network) -> None:
    before = state(module)
    explain(network, PHOTOS[0], "saliency", "tv:output@4-11,2-9")
    with pytest.raises(ConvscopeError, match="no row 999"):
        explain(network, PHOTOS[0], "saliency", "tv:output@4-999,2-9")
    assert state(module) == before


def test_photos_of_a_batch_do_not_see_each_other(network: Network) -> None:
    alone = torch.cat([network.scores(PHOTOS[place : place + 1]) for place in range(2)])
    assert difference(network.scores(PHOTOS), alone) < 1e-5


def test_nothing_depends_on_how_photos_lie_in_memory(network: Network) -> None:
    other = PHOTOS.contiguous(memory_format=torch.channels_last)
    assert difference(network.scores(other), network.scores(PHOTOS)) < 1e-5


def test_its_gradient_in_double_precision_is_autograds(module: nn.Module) -> None:
    double = in_precision(module, torch.float64)
    graph, photos = trace(double, SHAPE), PHOTOS.double()
    found = gradient(
        graph,
        {graph.input: photos},
        [graph.output],
        lambda values: values[graph.output][:, 0, 9, 7],
        [graph.input],
    )
    wanted = photos.clone().requires_grad_()
    (expected,) = torch.autograd.grad(double(wanted)[:, 0, 9, 7].sum(), wanted)
    assert difference(found.gradients[graph.input], expected) < 1e-10


def test_in_bfloat16_it_makes_nearly_the_same_picture(module: nn.Module, network: Network) -> None:
    half = Network(in_precision(module, torch.bfloat16), input_shape=SHAPE, task="picture")
    found, exact = half.scores(PHOTOS.bfloat16()).float(), network.scores(PHOTOS)
    assert difference(found, exact) < 0.05


def test_the_same_seed_gives_the_same_map_and_another_seed_another(network: Network) -> None:
    if HOLE in network.graph().tensors:
        pytest.skip("a photo with noise has no holes, and is handed on as it is")
    first, again, other = (
        explain(network, PHOTOS[0], "smoothgrad", "output:0@4-11,2-9", seed=seed, samples=2).values
        for seed in (3, 3, 4)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_a_step_of_a_generator_is_explained_by_its_picture_alone() -> None:
    torch.manual_seed(0)
    module = new_generator("ddpm", (1, 8, 8), 3)
    for parameter in module.parameters():
        nn.init.normal_(parameter, 0, 0.05)
    before = state(module)
    step = Network(module, inputs=generator_inputs("ddpm", (1, 8, 8), 3), task="generation").holding(
        {"time": [0.5], "classes": [0, 1, 0]}
    )
    noisy = torch.randn((2, 1, 8, 8), generator=torch.Generator().manual_seed(0))
    alone = torch.cat([step.scores(noisy[place : place + 1]) for place in range(2)])
    assert difference(step.scores(noisy), alone) < 1e-5
    found = explain(step, noisy[0], "saliency", "output:0@2-5,2-5")
    assert found.values.shape == (8, 8)
    assert found.values.any()
    assert state(module) == before


def in_precision(module: nn.Module, dtype: torch.dtype) -> nn.Module:
    """The same network in another precision."""
    return copy.deepcopy(module).to(dtype)


def difference(first: Tensor, second: Tensor) -> float:
    """The greatest one, in parts of the greatest value."""
    return float((first - second).abs().max() / second.abs().max())
