"""Pictures of classes from a seed, by a generator that nobody trained."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.errors import NetworkError, ObjectiveError
from convscope.generation import Generated, generate
from convscope.network.generators import generator_inputs, new_generator


@pytest.fixture(scope="module")
def network() -> convscope.Network:
    module, inputs = new_generator("ddpm", (1, 8, 8), 3), generator_inputs("ddpm", (1, 8, 8), 3)
    return convscope.Network(module, inputs=inputs, labels=["cat", "dog", "owl"], task="generation")


@pytest.fixture(scope="module", params=["vae", "dcgan"])
def decoder(request: pytest.FixtureRequest) -> convscope.Network:
    module = new_generator(request.param, (1, 8, 8), 3).eval()
    inputs = generator_inputs(request.param, (1, 8, 8), 3)
    return convscope.Network(module, inputs=inputs, labels=["cat", "dog", "owl"], task="generation")


def made(network: convscope.Network, *classes: str, count: int = 3, seed: int = 0) -> Generated:
    return generate(network, classes, count=count, seed=seed, steps=2)


def test_all_classes_are_made_in_turn(network: convscope.Network) -> None:
    found = made(network, count=4)
    assert found.classes == ("cat", "dog", "owl", "cat")
    assert found.pixels.shape == (4, 8, 8, 1)
    assert found.columns == 3


def test_a_class_is_made_by_its_name_and_any_by_none(network: convscope.Network) -> None:
    assert made(network, "owl", "any").classes == ("owl", "any", "owl")


def test_the_same_seed_makes_the_same_pictures_and_another_others(network: convscope.Network) -> None:
    first, again, other = made(network), made(network), made(network, seed=1)
    assert np.array_equal(first.pixels, again.pixels)
    assert not np.array_equal(first.pixels, other.pixels)


def test_a_picture_does_not_depend_on_how_many_are_made(network: convscope.Network) -> None:
    assert np.array_equal(made(network, "cat", count=18).pixels[:2], made(network, "cat", count=2).pixels)


def test_the_sheet_the_pictures_and_what_made_them_are_written(
    network: convscope.Network, tmp_path: Path
) -> None:
    found = made(network, count=4)
    places = found.save(tmp_path / "sheet.png")
    with Image.open(places[3]) as picture:
        assert np.array_equal(np.asarray(picture), found.pixels[3, :, :, 0])
    assert places[3] == tmp_path / "sheet" / "cat" / "00001.png"
    document = json.loads((tmp_path / "sheet.json").read_text())
    assert (document["count"], document["seed"], document["steps"]) == (4, 0, 2)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width >= 3 * 56


def test_the_folder_is_a_data_set_of_its_classes(network: convscope.Network, tmp_path: Path) -> None:
    made(network, count=6).save(tmp_path / "sheet.png")
    found = convscope.data(tmp_path / "sheet")
    assert found.document()["classes"] == ("cat", "dog", "owl")


def test_a_network_that_makes_no_pictures_is_refused() -> None:
    classifier = convscope.open_network("input 1x8x8 -> flatten -> dense 3", weights="random")
    with pytest.raises(NetworkError, match="Expected a generator"):
        generate(classifier)


def test_more_pictures_than_fit_into_memory_are_refused(network: convscope.Network) -> None:
    with pytest.raises(NetworkError, match="At most 100,000 pictures are made at a time, got 1,000,000,000"):
        generate(network, count=10**9)


@pytest.mark.parametrize("guidance", [float("nan"), float("inf"), -1.0])
def test_guidance_that_is_no_number_from_zero_on_is_refused(
    guidance: float, network: convscope.Network
) -> None:
    with pytest.raises(NetworkError, match="guidance is 0 or more"):
        generate(network, guidance=guidance)


def test_a_class_that_there_is_not_is_refused(network: convscope.Network) -> None:
    with pytest.raises(ObjectiveError, match="no class 'cow'"):
        made(network, "cow")


def test_no_pictures_cannot_be_made(network: convscope.Network) -> None:
    with pytest.raises(NetworkError, match="at least one"):
        made(network, count=0)


def test_a_network_that_reads_codes_makes_pictures_at_once(decoder: convscope.Network) -> None:
    found = generate(decoder, ["owl"], count=3)
    assert found.pixels.shape == (3, 8, 8, 1)
    assert not np.array_equal(found.pixels[0], found.pixels[1])


def test_truncated_to_nothing_all_pictures_of_a_class_are_one(decoder: convscope.Network) -> None:
    pixels = generate(decoder, ["owl"], count=3, truncation=0).pixels
    assert np.array_equal(pixels[0], pixels[2])


def test_a_walk_begins_and_ends_with_the_pictures_of_its_seeds(
    network: convscope.Network, decoder: convscope.Network
) -> None:
    for generator, steps in ((network, 2), (decoder, None)):
        found = generate(generator, ["cat"], count=5, seed=3, walk=4, steps=steps).pixels.astype(int)
        for seed, place in ((3, 0), (4, -1)):
            alone = generate(generator, ["cat"], count=1, seed=seed, steps=steps).pixels[0]
            assert np.abs(found[place] - alone).max() <= 1


def test_a_walk_through_several_classes_is_refused(decoder: convscope.Network) -> None:
    with pytest.raises(NetworkError, match="one class"):
        generate(decoder, walk=1)


def test_a_diffusion_model_is_not_truncated(network: convscope.Network) -> None:
    with pytest.raises(NetworkError, match="truncation"):
        generate(network, truncation=0.7)


@pytest.mark.parametrize("setting", [{"steps": 30}, {"guidance": 2.0}])
def test_a_network_that_reads_codes_takes_neither_steps_nor_guidance(
    decoder: convscope.Network, setting: dict[str, Any]
) -> None:
    with pytest.raises(NetworkError, match=f"it takes no {next(iter(setting))}"):
        generate(decoder, **setting)


def test_what_nobody_says_is_what_the_kind_of_generator_usually_takes(
    network: convscope.Network, decoder: convscope.Network
) -> None:
    assert generate(network, count=1).settings == {"steps": 30, "guidance": 2}
    assert generate(decoder, count=1).settings == {"truncation": 1}


@pytest.mark.parametrize("truncation", [-1.0, float("nan"), float("inf")])
def test_a_truncation_of_nonsense_is_refused(decoder: convscope.Network, truncation: float) -> None:
    with pytest.raises(NetworkError, match="0 or more"):
        generate(decoder, truncation=truncation)
