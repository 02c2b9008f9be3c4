"""Two processes reach what one reaches with the same global batch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convscope.network.checkpoint import read_checkpoint

# Without dropout, which each process draws for its own share of a batch.
TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> maxpool 2 -> flatten -> dense 2"


@pytest.mark.slow
def test_two_processes_reach_the_weights_of_one(stripes: Path, tmp_path: Path) -> None:
    for name, devices in (("one", "1"), ("two", "2")):
        options = ["--epochs", "2", "--batch-size", "8", "--augment", "crop", "--precision", "32", "--quiet"]
        command = [sys.executable, "-m", "convscope.cli", "train", str(stripes), "--network", TEXT, *options]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        subprocess.run([*command, "--name", name, "--devices", devices], env=environment, check=True)
    one, two = (read_checkpoint(tmp_path / "runs" / name / "last.safetensors") for name in ("one", "two"))
    for name, tensor in one.items():
        assert (tensor - two[name]).abs().max() < 1e-5
