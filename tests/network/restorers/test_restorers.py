"""The networks from picture to picture that are defined here."""

import pytest
import torch
from torch.nn import functional as F

import convscope
from convscope.errors import NetworkError
from convscope.network.restorers import restorer_architecture, restorer_names


def built(name: str, channels: int = 3) -> torch.nn.Module:
    torch.manual_seed(0)
    return restorer_architecture(name).build(channels).eval()


@pytest.mark.parametrize("name", restorer_names())
def test_every_restorer_opens_by_its_bare_name_and_makes_pictures(name: str) -> None:
    network = convscope.open_network(name, weights="random")
    scale = int(name.rpartition("-x")[2]) if "-x" in name else 1
    assert network.task.name == "picture"
    assert network.graph().output.shape[1:] == (3, 96 * scale, 96 * scale)


@pytest.mark.parametrize("name", ["dncnn", "ffdnet", "resunet"])
def test_a_new_denoiser_changes_nothing(name: str) -> None:
    photos = torch.rand(2, 3, 37, 45)
    with torch.no_grad():
        assert torch.equal(built(name)(photos), photos)


def holed(photos: torch.Tensor) -> torch.Tensor:
    holed = photos.clone()
    holed[..., 10:25, 7:30] = 127.5 / 255
    return holed


def test_a_network_that_fills_holes_leaves_what_is_known() -> None:
    module, photos = built("inpaint-resunet"), torch.rand(2, 3, 37, 45)
    torch.nn.init.normal_(module.get_parameter("tail.weight"), std=0.1)
    with torch.no_grad():
        made = module(holed(photos))
    is_known = holed(photos) == photos
    assert torch.equal(made[is_known], photos[is_known])
    assert (made != holed(photos))[~is_known].all()


@pytest.mark.parametrize("shape", [(37, 45), (64, 64), (200, 31)])
def test_it_begins_with_means_of_what_is_known(shape: tuple[int, int]) -> None:
    colour = torch.tensor([0.9, 0.2, 0.5])[:, None, None]
    with torch.no_grad():
        made = built("inpaint-resunet")(holed(colour.expand(1, 3, *shape)))
    assert torch.allclose(made, colour, atol=1e-5)


def test_a_hole_that_nothing_near_is_known_of_gets_the_mean_of_the_photo() -> None:
    photo = torch.full((1, 3, 300, 300), 0.5)
    photo[..., :2, :] = 0.8
    with torch.no_grad():
        made = built("inpaint-resunet")(photo)
    assert torch.allclose(made[..., 200:, :], torch.tensor(0.8), atol=1e-4)


@pytest.mark.parametrize("name", ["srcnn-x2", "espcn-x3", "edsr-x4"])
def test_an_upscaler_adds_details_to_the_bicubically_enlarged_photo(name: str) -> None:
    module, scale = built(name), int(name[-1])
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
        photos = torch.rand(1, 3, 9, 12)
        wanted = F.interpolate(photos, scale_factor=scale, mode="bicubic")
        assert torch.allclose(module(photos), wanted)


def test_resunet_scales_with_the_light() -> None:
    module = built("resunet")
    torch.nn.init.normal_(module.get_parameter("tail.weight"), std=0.01)
    photos = torch.rand(1, 3, 32, 40)
    with torch.no_grad():
        assert torch.allclose(module(0.25 * photos), 0.25 * module(photos), atol=1e-5)


def test_dncnn_has_twenty_convolutions_of_sixty_four_channels() -> None:
    widths = [part.out_channels for part in built("dncnn").modules() if isinstance(part, torch.nn.Conv2d)]
    assert widths == [64] * 19 + [3]


def test_ffdnet_takes_away_more_where_the_map_says_more() -> None:
    module = built("ffdnet")
    for layer in module.modules():
        # The map alone counts: it is handed on, and taken away from each pixel.
        if isinstance(layer, torch.nn.Conv2d):
            for parameter in layer.parameters():
                torch.nn.init.zeros_(parameter)
            layer.weight.data[:, -1 if layer.in_channels == 13 else 0, 1, 1] = 1
    photos, levels = torch.ones(1, 3, 7, 10), torch.full((1, 1, 4, 5), 0.1)
    levels[..., 2:] = 0.5
    with torch.no_grad():
        taken = photos - module(photos, levels)
    wanted = torch.tensor([0.1] * 4 + [0.5] * 6).expand(1, 3, 7, 10)
    assert torch.allclose(taken, wanted, atol=1e-3)


def test_ffdnet_is_of_the_size_of_the_paper() -> None:
    widths = [part.out_channels for part in built("ffdnet").modules() if isinstance(part, torch.nn.Conv2d)]
    assert widths == [96] * 11 + [12]


def test_restorers_of_grey_photos_are_built_for_one_channel() -> None:
    assert built("espcn-x2", 1)(torch.rand(1, 1, 8, 8)).shape == (1, 1, 16, 16)


def test_a_restorer_without_weights_says_how_to_train_it() -> None:
    with pytest.raises(NetworkError, match="dncnn"):
        convscope.open_network("dncnn")
