"""The diffusion model that is defined here."""

import pytest
import torch

import convscope
from convscope.errors import NetworkError
from convscope.network.generators import Generator, new_generator, signal_and_noise


def built(shape: tuple[int, ...] = (1, 28, 28), classes: int = 10) -> Generator:
    torch.manual_seed(0)
    module = new_generator("ddpm", shape, classes)
    module.eval()
    # A new one gives zeros, of which nothing can be seen.
    torch.nn.init.normal_(module.get_parameter("tail.weight"), std=0.1)
    return module


def test_it_opens_by_its_bare_name_with_three_inputs() -> None:
    network = convscope.open_network("ddpm", weights="random")
    assert network.task.name == "generation"
    assert [one.name for one in network.inputs] == ["picture", "time", "classes"]
    assert network.graph().output.shape[1:] == (1, 28, 28)
    assert len(network.labels) == 10


def test_without_weights_it_says_how_to_train_it() -> None:
    with pytest.raises(NetworkError, match="ddpm"):
        convscope.open_network("ddpm")


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (3, 8, 12)])
def test_what_it_predicts_is_of_the_shape_of_a_picture(shape: tuple[int, ...]) -> None:
    module = built(shape, 3)
    with torch.no_grad():
        assert module(torch.randn(2, *shape), torch.rand(2, 1), torch.zeros(2, 3)).shape == (2, *shape)


def test_an_example_does_not_depend_on_the_others_of_a_batch() -> None:
    module = built()
    given = torch.randn(3, 1, 28, 28), torch.rand(3, 1), torch.eye(10)[:3]
    with torch.no_grad():
        together, alone = module(*given), module(*(one[1:2] for one in given))
    assert torch.allclose(together[1:2], alone, atol=1e-5)


def test_time_and_class_change_what_it_predicts() -> None:
    module = built()
    for name, parameter in module.named_parameters():
        if name.endswith("second.weight"):
            torch.nn.init.normal_(parameter, std=0.1)
    picture, zeros = torch.randn(1, 1, 28, 28), torch.zeros(1, 10)
    with torch.no_grad():
        plain = module(picture, torch.full((1, 1), 0.5), zeros)
        later = module(picture, torch.full((1, 1), 0.6), zeros)
        seven = module(picture, torch.full((1, 1), 0.5), torch.eye(10)[7:8])
    assert not torch.allclose(plain, later, atol=1e-4)
    assert not torch.allclose(plain, seven, atol=1e-4)


def test_the_graph_computes_what_the_module_does() -> None:
    module = built().double()
    network = convscope.Network(
        module,
        inputs=convscope.open_network("ddpm", weights="random").inputs,
        labels=list("0123456789"),
        task="generation",
    )
    given = {
        "picture": torch.randn(1, 28, 28, dtype=torch.float64),
        "time": torch.tensor([0.3], dtype=torch.float64),
        "classes": torch.eye(10, dtype=torch.float64)[4],
    }
    held = network.holding({name: given[name] for name in ("time", "classes")})
    with torch.no_grad():
        wanted = module(*(one[None] for one in given.values()))
    assert torch.allclose(held.scores(given["picture"][None]), wanted)


def test_signal_and_noise_keep_the_variance() -> None:
    signal, noise = signal_and_noise(torch.linspace(0, 1, 11))
    assert torch.allclose(signal**2 + noise**2, torch.ones(11))
    assert (signal[0].item(), noise[0].item()) == (1.0, 0.0)


def test_a_network_that_says_nothing_loses_what_picture_and_noise_have_of_variance() -> None:
    # v = a e - s x0 = 0 is predicted of pictures of zeros: the loss is the mean of a^2, which is a half.
    module = new_generator("ddpm", (1, 8, 8), 2)
    losses = module.losses(torch.zeros(400, 1, 8, 8), torch.zeros(400, 2), torch.Generator().manual_seed(0))
    assert losses.shape == (400,)
    assert losses.mean().item() == pytest.approx(0.5, abs=0.03)


def test_the_loss_is_the_same_for_the_same_chance() -> None:
    module = built((1, 8, 8), 2)
    given = torch.rand(4, 1, 8, 8), torch.eye(2)[[0, 1, 0, 1]]
    first, second = (module.losses(*given, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, second)
