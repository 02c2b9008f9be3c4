"""Generators that read codes: the VAE and the DCGAN."""

import math

import pytest
import torch
from torch.nn import functional as F

import convscope
from convscope.errors import NetworkError
from convscope.network.generators import Generator, new_generator

KINDS = ("vae", "dcgan")
CODES = {"vae": 8, "dcgan": 64}


def built(kind: str, shape: tuple[int, ...] = (1, 8, 8), classes: int = 3) -> Generator:
    torch.manual_seed(0)
    module = new_generator(kind, shape, classes)
    module.eval()
    return module


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_by_its_bare_name_with_two_inputs(kind: str) -> None:
    network = convscope.open_network(kind, weights="random")
    assert network.task.name == "generation"
    assert [one.name for one in network.inputs] == ["code", "classes"]
    assert network.graph().output.shape[1:] == (1, 28, 28)


@pytest.mark.parametrize("kind", KINDS)
def test_without_weights_it_says_how_to_train_it(kind: str) -> None:
    with pytest.raises(NetworkError, match="untrained"):
        convscope.open_network(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (3, 8, 12)])
def test_a_code_becomes_a_picture_on_the_scale_of_one(kind: str, shape: tuple[int, ...]) -> None:
    with torch.no_grad():
        found = built(kind, shape)(torch.randn(2, CODES[kind]), torch.eye(3)[:2])
    assert found.shape == (2, *shape)
    assert found.abs().max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_class_and_the_code_change_the_picture(kind: str) -> None:
    module, codes = built(kind), torch.randn(2, CODES[kind])
    with torch.no_grad():
        first, other = module(codes[:1], torch.eye(3)[:1]), module(codes[:1], torch.eye(3)[1:2])
        second = module(codes[1:], torch.eye(3)[:1])
    assert not torch.allclose(first, other, atol=1e-3)
    assert not torch.allclose(first, second, atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_the_graph_computes_what_the_module_does(kind: str) -> None:
    module = built(kind).double()
    inputs = module.inputs((1, 8, 8), 3)
    network = convscope.Network(module, inputs=inputs, labels=list("abc"), task="generation")
    code, classes = torch.randn(1, CODES[kind], dtype=torch.float64), torch.eye(3, dtype=torch.float64)[1:2]
    with torch.no_grad():
        wanted = module(code, classes)
    assert torch.allclose(network.holding({"classes": classes[0]}).scores(code), wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_the_loss_is_the_same_for_the_same_chance(kind: str) -> None:
    given = torch.rand(4, 1, 8, 8), torch.eye(3)[[0, 1, 0, 1]]
    module = built(kind)
    first, second = (module.losses(*given, torch.Generator().manual_seed(5)) for _ in range(2))
    assert first.shape == (4,)
    assert torch.equal(first, second)


def test_the_loss_of_a_vae_is_its_evidence_bound_with_twice_the_divergence() -> None:
    module = built("vae").double()
    with torch.no_grad():
        for one in module.parameters():
            one.zero_()
    # All weights zero: the picture is 0, the mean 0 and the deviation softplus(0) = log 2.
    pictures = torch.rand(2, 1, 8, 8, dtype=torch.float64)
    found = module.losses(pictures, torch.eye(3, dtype=torch.float64)[:2], torch.Generator().manual_seed(0))
    deviation = math.log(2)
    divergence = 8 * ((deviation**2 - 1) / 2 - math.log(deviation))
    wanted = (pictures.square().flatten(1).sum(1) / 2 + 2 * divergence) / 64
    assert torch.allclose(found.double(), wanted, atol=1e-6)


def test_each_network_of_a_dcgan_learns_from_its_own_loss_alone() -> None:
    module = built("dcgan")
    judge = module.get_submodule("discriminator")
    pictures, shares = torch.rand(4, 1, 8, 8), torch.eye(3)[[0, 1, 2, 0]]
    chance = torch.Generator().manual_seed(0)
    whole = dict(module.named_parameters())
    gradients = torch.autograd.grad(module.losses(pictures, shares, chance).mean(), list(whole.values()))
    found = dict(zip(whole, gradients, strict=True))

    chance = torch.Generator().manual_seed(0)
    told = shares * (torch.rand(4, 1, generator=chance) >= 0.1)
    made = module(torch.randn(4, 64, generator=chance), told)
    own = F.softplus(-judge(pictures, told)) + F.softplus(judge(made.detach(), told))
    of_judge = dict(judge.named_parameters())
    wanted = torch.autograd.grad(own.mean(), list(of_judge.values()))
    for name, gradient in zip(of_judge, wanted, strict=True):
        assert torch.allclose(found[f"discriminator.{name}"], gradient, atol=1e-6)
    rest = [name for name in found if not name.startswith("discriminator.")]
    fooled = F.softplus(-judge(made, told)).mean()
    for name, gradient in zip(
        rest, torch.autograd.grad(fooled, [module.get_parameter(name) for name in rest]), strict=True
    ):
        assert torch.allclose(found[name], gradient, atol=1e-6)
