"""What a network takes: photos, tensors, several of them; nothing is guessed away."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import ImageError, MethodError, NetworkError
from convscope.images import Preprocessing
from convscope.network import Input, Network

SHAPE = (3, 16, 20)


def small() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)
    )


@pytest.fixture
def network() -> Network:
    return Network(small(), input_shape=SHAPE)


def pixels(rows: int, columns: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (rows, columns, 3), dtype=np.uint8)


def test_a_photo_is_taken_in_zero_to_one_where_nobody_gave_a_mean(network: Network) -> None:
    photo = pixels(16, 20)
    expected = torch.from_numpy(photo).permute(2, 0, 1).float() / 255
    torch.testing.assert_close(network.prepare(photo)[0], expected)


def test_what_was_assumed_is_said(network: Network) -> None:
    assert "[0, 1] unchanged" in network.assumptions[0]


def test_nothing_is_assumed_where_the_user_said_it() -> None:
    assert Network(small(), input_shape=SHAPE, mean=[0.5], std=[0.25]).assumptions == ()


def test_a_mean_and_std_of_the_user_normalise() -> None:
    photo = pixels(16, 20)
    found = Network(small(), input_shape=SHAPE, mean=[0.5], std=[0.25]).prepare(photo)[0]
    expected = (torch.from_numpy(photo).permute(2, 0, 1).float() / 255 - 0.5) / 0.25
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("size", [(16, 20), (40, 30)])
def test_integers_are_a_photo_at_every_size(network: Network, size: tuple[int, int]) -> None:
    photo = pixels(*size)
    tensor = torch.from_numpy(photo).permute(2, 0, 1)
    torch.testing.assert_close(network.prepare(tensor), network.prepare(photo))


@pytest.mark.parametrize("size", [(16, 20), (40, 30)])
def test_a_tensor_of_floats_is_what_the_network_takes_at_every_size(
    network: Network, size: tuple[int, int]
) -> None:
    tensor = torch.randn(3, *size, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(network.prepare(tensor)[0], tensor)


def test_the_word_photo_makes_a_photo_of_a_tensor_of_floats(network: Network) -> None:
    tensor = torch.rand(SHAPE, generator=torch.Generator().manual_seed(0))
    found = network.prepare(network.photo(tensor))[0]
    torch.testing.assert_close(found, tensor, atol=1 / 255, rtol=0)


def test_the_word_tensor_takes_an_array_as_it_is(network: Network) -> None:
    array = np.random.default_rng(0).normal(size=SHAPE)
    torch.testing.assert_close(network.tensor(array), torch.from_numpy(array))


def test_whole_numbers_become_the_networks_own_type_where_no_other_is_said() -> None:
    assert Input.tensor((3,)).prepare([0, 1, 0]).dtype == torch.float32
    assert Input.tensor((3,), torch.int64).prepare([0, 1, 0]).dtype == torch.int64


def test_a_batch_axis_is_not_guessed_away(network: Network) -> None:
    with pytest.raises(ImageError, match=r"got a batch of shape \(1, 3, 16, 20\)"):
        network.prepare(torch.zeros(1, *SHAPE))


class ImageAndTable(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 4, 3)
        self.head = nn.Linear(11, 2)

    def forward(self, image: Tensor, table: Tensor) -> Tensor:
        seen = self.conv(image).relu().mean((2, 3))
        return self.head(torch.cat([seen, table.square()], 1))  # type: ignore[no-any-return]


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.trunk = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        return (self.trunk(left) - self.trunk(right)).square().sum(1)  # type: ignore[no-any-return]


class WordsAndImage(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.embedding = nn.Embedding(20, 4)
        self.conv = nn.Conv2d(3, 4, 3)
        self.head = nn.Linear(8, 3)

    def forward(self, words: Tensor, image: Tensor) -> Tensor:
        both = [self.embedding(words).mean(1), self.conv(image).relu().mean((2, 3))]
        return self.head(torch.cat(both, 1))  # type: ignore[no-any-return]


PHOTO = Preprocessing(size=(16, 20), resize=16, interpolation="bilinear", mean=(0.0,) * 3, std=(1.0,) * 3)


@pytest.fixture
def two() -> Network:
    return Network(ImageAndTable().eval(), inputs={"image": Input.photo(PHOTO), "table": Input.tensor((7,))})


@pytest.fixture
def both() -> dict[str, object]:
    return {"image": pixels(16, 20), "table": torch.arange(7.0)}


def test_a_network_of_two_inputs_predicts(two: Network, both: dict[str, object]) -> None:
    image = torch.from_numpy(pixels(16, 20)).permute(2, 0, 1).float()[None] / 255
    expected = ImageAndTable().eval()(image, torch.arange(7.0)[None])[0].softmax(0)
    found = {p.index: p.probability for p in two.predict(both)}
    assert [found[0], found[1]] == pytest.approx(expected.tolist(), abs=1e-6)


def test_one_input_is_explained_and_the_other_held(two: Network, both: dict[str, object]) -> None:
    found = convscope.explain(two, both, "saliency", "class:1")
    leaf = (torch.from_numpy(pixels(16, 20)).permute(2, 0, 1).float()[None] / 255).requires_grad_()
    ImageAndTable().eval()(leaf, torch.arange(7.0)[None])[0, 1].backward()
    assert leaf.grad is not None
    np.testing.assert_allclose(found.values, leaf.grad[0].abs().amax(0).numpy(), rtol=1e-4, atol=1e-7)


def test_the_other_input_is_explained_by_its_name(two: Network, both: dict[str, object]) -> None:
    found = convscope.explain(two, both, "input-x-gradient", "class:1", layer="input.table")
    weight = ImageAndTable().head.weight[1, 4:].detach()
    table = torch.arange(7.0)
    assert found.channels is not None
    np.testing.assert_allclose(found.channels.ravel(), (table * 2 * table * weight).numpy(), rtol=1e-4)


def test_a_missing_input_is_named(two: Network) -> None:
    with pytest.raises(NetworkError, match="no example of table was given"):
        two.predict({"image": pixels(16, 20)})


def test_one_source_for_two_inputs_says_what_is_wanted(two: Network) -> None:
    with pytest.raises(NetworkError, match="takes 2 inputs: image, table"):
        two.predict(pixels(16, 20))


def test_a_siamese_network_is_explained_by_each_of_its_photos() -> None:
    net = Network(Siamese().eval(), inputs={"left": Input.photo(PHOTO), "right": Input.photo(PHOTO)})
    source = {"left": pixels(16, 20), "right": pixels(16, 20)[::-1].copy()}
    maps = [
        convscope.explain(net, source, "saliency", layer=f"input.{side}").values for side in ("left", "right")
    ]
    assert not np.allclose(maps[0], maps[1])


def test_words_are_whole_numbers_and_explained_by_a_layer_behind_them() -> None:
    inputs = {"words": Input.tensor((5,), torch.int64), "image": Input.photo(PHOTO)}
    net = Network(WordsAndImage().eval(), inputs=inputs)
    source = {"words": [1, 2, 3, 4, 5], "image": pixels(16, 20)}
    assert len(net.predict(source)) == 3
    with pytest.raises(MethodError, match="whole numbers"):
        convscope.explain(net, source, "saliency", layer="input.words")


def test_boxes_beside_an_image_are_a_tensor() -> None:
    class Boxes(nn.Module):
        def forward(self, image: Tensor, boxes: Tensor) -> Tensor:
            return torch.cat([image.mean((2, 3)), boxes.flatten(1)], 1)

    net = Network(
        Boxes().eval(), inputs={"image": Input.photo(PHOTO), "boxes": Input.tensor((2, 4))}, task="numbers"
    )
    found = net.predict({"image": pixels(16, 20), "boxes": torch.ones(2, 4)}, top=20)
    assert [p.value for p in found[3:]] == [1.0] * 8


def test_the_layers_of_all_inputs_are_in_the_table(two: Network) -> None:
    assert {layer.address for layer in two.layers} >= {"conv", "pow", "head"}


def test_a_class_activation_map_explains_the_photo_of_two_inputs(
    two: Network, both: dict[str, object]
) -> None:
    assert convscope.explain(two, both, "grad-cam", "class:1").values.shape == (14, 18)
