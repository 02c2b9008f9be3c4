"""A scan of real photos by a real network, beside computing each photo by itself and keeping everything."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import convscope
from convscope.datasets import open_dataset
from convscope.examine.scans import Scan
from convscope.examine.summaries.quantiles import rank_error

DATA = Path("../shared/data")
LAYERS = ("blocks.0", "blocks.3", "global_pool.flatten", "classifier")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data"),
]


@cache
def network() -> convscope.Network:
    return convscope.open_network("efficientnet-lite0")


def by_hand(data: Path, layers: tuple[str, ...]) -> dict[str, dict[str, NDArray[np.float32]]]:
    """The values (C, places) of layers, by the photo's name, one photo at a time."""
    return {
        item.name: {
            layer: values.numpy().reshape(len(values), -1)
            for layer, values in network().activations(item.photo().pixels, layers).items()
        }
        for item in open_dataset(data, needs_labels=False).items
    }


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    folder = tmp_path_factory.mktemp("scans") / "samples"
    return convscope.scan(network(), DATA / "imagenet-samples.tar", out=folder, layers=LAYERS, shard=30)


@pytest.fixture(scope="module")
def values() -> dict[str, dict[str, NDArray[np.float32]]]:
    return by_hand(DATA / "imagenet-samples.tar", LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("which", ["exemplars", "weakest"])
def test_the_exemplars_of_every_unit_are_the_best_of_all_photos(
    scanned: Scan,
    values: dict[str, dict[str, NDArray[np.float32]]],
    layer: str,
    which: str,
) -> None:
    sign = 1 if which == "exemplars" else -1
    place = next(one for one in scanned.layers if layer in (one.address, *one.also))
    for unit in range(place.units):
        of_unit = {name: found[layer][unit] for name, found in values.items()}
        peaks = sorted((sign * (sign * value).max() for value in of_unit.values()), key=lambda v: -sign * v)
        found = getattr(scanned.unit(f"{layer}:{unit}"), which)
        np.testing.assert_allclose([one.value for one in found], peaks[: len(found)], atol=1e-4)
        for one in found:
            at = one.row * place.places[1] + one.column if place.places else 0
            assert of_unit[one.photo][at] == pytest.approx(one.value, abs=1e-4)


@pytest.mark.parametrize("layer", LAYERS)
def test_means_variances_and_quantiles_are_those_of_all_values(
    scanned: Scan, values: dict[str, dict[str, NDArray[np.float32]]], layer: str
) -> None:
    everything = np.stack([found[layer] for found in values.values()]).astype(np.float64)
    summary = scanned.summary(layer)
    np.testing.assert_allclose(summary.moments.mean, everything.mean((0, 2)), atol=1e-4)
    np.testing.assert_allclose(summary.moments.variance, everything.var((0, 2)), rtol=1e-3, atol=1e-6)
    ranked = np.sort(everything.max(2), axis=0)
    # Of so few photos a sketch keeps all.
    np.testing.assert_allclose(summary.quantiles.at([0, 1]), ranked[[0, -1]].T, atol=1e-4)
    middle = summary.quantiles.at([0.5])[:, 0]
    count = len(ranked)
    assert (middle >= ranked[count // 2 - 1] - 1e-4).all()
    assert (middle <= ranked[count // 2] + 1e-4).all()


def test_the_sketches_of_four_hundred_photos_keep_their_bound(tmp_path: Path) -> None:
    layers = ("blocks.3", "global_pool.flatten")
    data = DATA / "photos400.tar"
    scan = convscope.scan(network(), data, out=tmp_path / "scan", layers=layers, shard=50)
    everything = by_hand(data, layers)
    ranks = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    for layer in layers:
        peaks = np.stack([found[layer].max(1) for found in everything.values()])
        found = scan.summary(layer).quantiles.at(ranks.tolist())
        below = np.stack([(peaks < found[:, n] - 1e-4).mean(0) for n in range(len(ranks))], axis=1)
        up_to = np.stack([(peaks <= found[:, n] + 1e-4).mean(0) for n in range(len(ranks))], axis=1)
        wrong = np.maximum(np.maximum(below - ranks, ranks - up_to), 0)
        # The bound is one of 99 %: of these many quantiles one in a hundred may pass it, none by far.
        assert (wrong > rank_error()).mean() < 0.02
        assert wrong.max() < 2.5 * rank_error()
