"""A process that is killed at any moment leaves a scan that goes on to the same result."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import convscope
from convscope.examine.scans.manifest import FILE
from examine.photos import TEXT, network, write_photos

KILLS = 5
CODE = """
import sys, convscope
network = convscope.open_network(sys.argv[1], weights="random")
convscope.scan(network, sys.argv[2], out=sys.argv[3], shard=3, exemplars=4)
"""


@pytest.mark.slow
def test_a_scan_that_is_killed_again_and_again_ends_with_the_same_exemplars(tmp_path: Path) -> None:
    data = write_photos(tmp_path / "photos", range(600))
    whole = convscope.scan(network(), data, out=tmp_path / "whole", shard=3, exemplars=4)
    generator = np.random.default_rng(int(os.environ.get("CONVSCOPE_TEST_SEED", "0")))
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", CODE, TEXT, str(data), str(tmp_path / "killed")])
        while not (tmp_path / "killed" / FILE).exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(generator.uniform(0.2, 2))
        killed += process.poll() is None
        process.kill()
        process.wait()
    assert killed
    done = convscope.scan(network(), data, out=tmp_path / "killed", shard=3, exemplars=4)
    for layer in whole.layers:
        expected, found = whole.summary(layer.address), done.summary(layer.address)
        np.testing.assert_array_equal(found.strongest.photos, expected.strongest.photos)
        np.testing.assert_array_equal(found.weakest.values, expected.weakest.values)
        np.testing.assert_array_equal(found.moments.spread, expected.moments.spread)
        np.testing.assert_array_equal(found.sample.drawn, expected.sample.drawn)
