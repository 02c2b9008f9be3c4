"""The variational autoencoder that is defined here."""

import pytest
import torch

import convscope
from convscope.network.generators import Generator, new_generator


def built(shape: tuple[int, ...] = (1, 28, 28), classes: int = 10) -> Generator:
    torch.manual_seed(0)
    module = new_generator("vae", shape, classes)
    module.eval()
    return module


def test_it_opens_by_its_bare_name_with_a_code_and_a_class() -> None:
    network = convscope.open_network("vae", weights="random")
    assert network.task.name == "generation"
    assert [one.name for one in network.inputs] == ["code", "classes"]
    assert network.graph().output.shape[1:] == (1, 28, 28)


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (3, 8, 12)])
def test_its_pictures_are_of_their_shape_and_between_minus_one_and_one(shape: tuple[int, ...]) -> None:
    with torch.no_grad():
        pictures = built(shape, 3)(100 * torch.randn(2, 32), torch.zeros(2, 3))
    assert pictures.shape == (2, *shape)
    assert pictures.abs().max() <= 1


def test_an_example_does_not_depend_on_the_others_of_a_batch() -> None:
    module, code, classes = built(), torch.randn(3, 32), torch.eye(10)[:3]
    with torch.no_grad():
        assert torch.allclose(module(code, classes)[1:2], module(code[1:2], classes[1:2]), atol=1e-5)


def test_the_graph_has_no_encoder() -> None:
    network = convscope.open_network("vae", weights="random")
    assert not [one.address for one in network.layers if one.address.startswith(("encoder", "written"))]


def test_codes_that_say_nothing_cost_nothing() -> None:
    # m = 0 and d = 1 are the standard normal distribution: the cost is that of what is read, and that of codes of
    # m = 2 is higher by m^2 / 2 for each of 32 numbers, over 64 numbers of a picture.
    module = built((1, 8, 8), 2)
    for name, parameter in module.named_parameters():
        if name.startswith(("written", "read")):
            torch.nn.init.zeros_(parameter)
    given = torch.rand(5, 1, 8, 8), torch.zeros(5, 2)

    def cost(mean: float) -> torch.Tensor:
        with torch.no_grad():
            bias = module.get_parameter("written.bias")
            bias[:32], bias[32:] = mean, torch.tensor(1.0).expm1().log()
            return module.losses(*given, torch.Generator().manual_seed(0))

    assert torch.allclose(cost(2.0) - cost(0.0), torch.full((5,), 2.0**2 / 2 * 32 / 64), atol=1e-5)


def test_the_loss_is_the_same_for_the_same_chance() -> None:
    module = built((1, 8, 8), 2)
    given = torch.rand(4, 1, 8, 8), torch.eye(2)[[0, 1, 0, 1]]
    first, second = (module.losses(*given, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, second)
