"""The features that a scan keeps are those that the network computes."""

from pathlib import Path

import numpy as np
import pytest

import convscope
from convscope.datasets import open_dataset
from convscope.errors import ScanError
from convscope.evaluation.features import read_features
from convscope.evaluation.scanned_features import scanned_features
from convscope.examine.scans import Scan
from labelled_pictures import colour_run, write_pictures

pytest.importorskip("pyarrow")


@pytest.fixture
def network(tmp_path: Path) -> convscope.Network:
    return colour_run(tmp_path / "run", write_pictures(tmp_path / "data")).network()


@pytest.fixture
def scan(network: convscope.Network, tmp_path: Path) -> Scan:
    return convscope.scan(network, tmp_path / "data", out=tmp_path / "scan")


def test_they_are_what_reading_the_pictures_gives(
    network: convscope.Network, scan: Scan, tmp_path: Path
) -> None:
    data = open_dataset(tmp_path / "data")
    expected = read_features(network, data.items, data.classes)
    assert expected is not None
    found = scanned_features(scan, network)
    rows = {item.name: row for row, item in enumerate(expected.items)}
    order = [rows[item.name] for item in found.items]
    assert len(order) == len(expected.items)
    np.testing.assert_allclose(found.features, expected.features[order], rtol=1e-5)
    assert [found.label(row) for row in range(3)] == [Path(item.name).parent.name for item in found.items[:3]]


def test_pictures_that_are_evaluated_are_left_out_also_under_another_folder(
    network: convscope.Network, scan: Scan, tmp_path: Path
) -> None:
    evaluated = open_dataset(tmp_path / "data" / "val").items
    found = scanned_features(scan, network, evaluated)
    assert {item.name.partition("/")[0] for item in found.items} == {"train"}


def test_a_scan_of_another_network_is_refused(scan: Scan, network: convscope.Network) -> None:
    other = convscope.open_network(
        "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 3", weights="random"
    )
    with pytest.raises(ScanError, match="is of other weights"):
        scanned_features(scan, other)


def test_a_scan_of_nothing_but_the_evaluated_pictures_is_refused(
    network: convscope.Network, scan: Scan, tmp_path: Path
) -> None:
    with pytest.raises(ScanError, match="beside those that are evaluated"):
        scanned_features(scan, network, open_dataset(tmp_path / "data").items)
