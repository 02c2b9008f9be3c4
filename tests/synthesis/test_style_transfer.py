"""Neural style: what weights, blends, masks and colours do."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from convscope.graph.shapes.stages import stage_ends
from convscope.network import open_network
from convscope.objectives.objective import Combination
from convscope.synthesis.colours import with_colours_of, with_luminance_of
from convscope.synthesis.style_layers import default_layers
from convscope.synthesis.style_objective import Style, Styling, style_objective
from convscope.synthesis.style_transfer import transfer
from convscope.synthesis.view import View
from synthesis.pictures import small_network, smooth_photo

CONTENT, STYLE = smooth_photo(64, 96), smooth_photo(64, 64, seed=1)


def styling(**how: object) -> Styling:
    layers: dict[str, float] = {"first": 1.0, "second": 1.0}
    given = {
        "style_layers": layers,
        "content_layers": {"second": 1.0},
        "scales": 1,
        "steps": 8,
        "content": 0.1,
    }
    return Styling(**{**given, **how})  # type: ignore[arg-type]


def values(image: Tensor, how: Styling, styles: list[Style]) -> dict[str, float]:
    """Each term's value without its weight."""
    view = View.of(small_network(), image)
    objective = style_objective(view, CONTENT, styles, how)
    assert isinstance(objective, Combination)
    return {str(term): view.score(image, view.bind(term)).item() for _, term in objective.terms}


def test_zero_style_weight_returns_the_content() -> None:
    image, _ = transfer(small_network(), CONTENT, [Style("s", STYLE)], styling(style=0.0, scales=2))
    torch.testing.assert_close(image, CONTENT, atol=0.02, rtol=0)


def test_a_style_comes_nearer_while_the_content_stays_near() -> None:
    how, styles = styling(steps=8), [Style("s", STYLE)]
    image, histories = transfer(small_network(), CONTENT, styles, how)
    before, after = values(CONTENT, how, styles), values(image, how, styles)
    assert after["gram:first=s"] > 0.5 * before["gram:first=s"]
    assert after["content:second=the photo"] > -0.7
    assert histories[0][-1] > histories[0][0]


def test_a_photo_in_its_own_style_stays_as_it_is() -> None:
    image, histories = transfer(small_network(), CONTENT, [Style("s", CONTENT)], styling())
    torch.testing.assert_close(image, CONTENT, atol=0.01, rtol=0)
    assert histories[0][0].item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("match", ["gram", "patches"])
def test_a_blend_of_a_style_with_itself_is_the_style(match: str) -> None:
    how = styling(match=match, steps=2, style_layers={"third": 1.0})
    one, _ = transfer(small_network(), CONTENT, [Style("s", STYLE)], how)
    twice = [Style("s", STYLE, 3.0), Style("s", STYLE, 1.0)]
    both, _ = transfer(small_network(), CONTENT, twice, how)
    torch.testing.assert_close(one, both, atol=2e-3, rtol=0)


def test_a_mask_keeps_the_style_in_its_region() -> None:
    left = torch.zeros(64, 96)
    left[:, :48] = 1
    how = styling(style_layers={"first": 1.0}, content=0.02, steps=10)
    image, _ = transfer(small_network(), CONTENT, [Style("s", STYLE, mask=left)], how)
    change = (image - CONTENT).abs().mean((0, 1, 2))
    assert change[:44].mean() > 3 * change[52:].mean()


@pytest.mark.slow
def test_vgg_has_the_layers_of_the_paper() -> None:
    network = open_network("torchvision/vgg19", weights="random")
    style, content = default_layers(network)
    graph = network.graph()
    assert [graph.find(address).operation for address in [*style, *content]] == ["relu"] * 6
    assert [graph.find(address).shape[1:] for address in style] == [
        (64, 224, 224), (128, 112, 112), (256, 56, 56), (512, 28, 28), (512, 14, 14),
    ]  # fmt: skip
    assert content == ["features.22"]


def test_other_networks_have_the_ends_of_their_stages() -> None:
    style, content = default_layers(small_network())
    assert style == [node.address for node in stage_ends(small_network().graph())]
    assert content == style[-1:]


def test_the_luminance_is_the_pictures_and_the_colours_are_the_photos() -> None:
    luma = torch.tensor([0.299, 0.587, 0.114])
    photo, picture = 0.4 + 0.2 * smooth_photo(16, 16), 0.4 + 0.2 * smooth_photo(16, 16, seed=2)
    mixed = with_luminance_of(photo, picture)
    torch.testing.assert_close(
        torch.einsum("c,nchw->nhw", luma, mixed), torch.einsum("c,nchw->nhw", luma, picture)
    )
    difference, of_photo = mixed[:, 0] - mixed[:, 2], photo[:, 0] - photo[:, 2]
    torch.testing.assert_close(difference, of_photo)


def test_a_recoloured_style_has_the_mean_and_the_covariance_of_the_photo() -> None:
    photo, style = 0.4 + 0.1 * smooth_photo(32, 32), 0.3 + 0.2 * smooth_photo(32, 40, seed=3)
    recoloured = with_colours_of(photo, style)
    assert recoloured.shape == style.shape
    torch.testing.assert_close(recoloured.mean((0, 2, 3)), photo.mean((0, 2, 3)), atol=1e-4, rtol=0)
    torch.testing.assert_close(
        recoloured[0].flatten(1).cov(), photo[0].flatten(1).cov(), atol=1e-4, rtol=1e-2
    )
