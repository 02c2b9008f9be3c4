"""A process that is killed at any moment leaves a scan that goes on to the same result."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
import pytest

from convscope.examine.scans import shard, summary_tree
from examine.photos import scan_by_threes, write_photos
from examine.same import assert_same

KILLS = 20
MOST_SHARDS = 8  # between two kills
LONGEST = 60.0  # seconds until a process has got so far


def shards_in(folder: Path) -> int:
    return sum(1 for path in (folder / shard.FOLDER).glob("[0-9]*") if path.is_dir())


def unfinished(folder: Path) -> list[Path]:
    """What is being written, or was when the process was killed."""
    found = [folder / kind for kind in (shard.FOLDER, summary_tree.FOLDER)]
    return [path for place in found for path in place.glob(".*")]


@pytest.mark.slow
def test_a_scan_that_is_killed_twenty_times_ends_with_the_same_bits(tmp_path: Path) -> None:
    """Every other time while files are being written."""
    data = write_photos(tmp_path / "photos", range(3 * KILLS * MOST_SHARDS + 5))
    whole = scan_by_threes(data, tmp_path / "whole")
    folder = tmp_path / "killed"
    generator = np.random.default_rng(int(os.environ.get("CONVSCOPE_TEST_SEED", "0")))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["examine.photos", "convscope.examine.scans.scanning"])
    while_writing = 0
    for kill in range(KILLS):
        left = {*unfinished(folder)}
        reached = shards_in(folder) + int(generator.integers(0, MOST_SHARDS))
        process = processes.Process(target=scan_by_threes, args=(data, folder))
        process.start()
        limit = time.monotonic() + LONGEST
        while shards_in(folder) < reached and time.monotonic() < limit:
            time.sleep(0.001)
        if kill % 2:
            while not {*unfinished(folder)} - left and time.monotonic() < limit:
                pass
        else:
            time.sleep(generator.uniform(0, 0.1))
        assert process.is_alive()
        process.kill()
        process.join()
        while_writing += bool({*unfinished(folder)} - left)
    assert while_writing >= KILLS // 4
    assert_same(scan_by_threes(data, folder), whole)
    assert unfinished(folder) == []
    assert sorted(path.name for path in (folder / summary_tree.FOLDER).iterdir()) == sorted(
        path.name for path in (tmp_path / "whole" / summary_tree.FOLDER).iterdir()
    )
