"""Several processes: torchrun starts them, Lightning joins them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from convscope.errors import TrainingError


def is_first() -> bool:
    """Whether this process is the one that writes and shows."""
    return os.environ.get("RANK", "0") == "0"


def needs_launch(devices: int, nodes: int) -> bool:
    """Whether processes must still be started.

    Raises:
        TrainingError: several machines are asked for, and torchrun has not started this process.
    """
    if "WORLD_SIZE" in os.environ:
        return False
    if devices < 1 or nodes < 1:
        raise TrainingError("Training needs at least one device on one machine.", "Write --devices 1.")
    if nodes > 1:
        raise TrainingError(
            f"{nodes} machines are joined by torchrun, which must start this command on each of them.",
            "Write torchrun --nnodes N --nproc-per-node M -m convscope.cli train DATA --name NAME.",
        )
    return devices > 1


def launched(devices: int, folder: Path, arguments: Sequence[str]) -> None:
    """Run the same command in so many processes, all of them for one run's folder.

    Raises:
        SystemExit: with the exit code of the processes, if they failed; they have said why.
    """
    own = [*arguments]
    if "--resume" not in " ".join(own):
        own = [*own, "--out", str(folder)]
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={devices}"]
    threads = os.environ.get("OMP_NUM_THREADS") or str(max(1, (os.cpu_count() or 1) // devices))
    done = subprocess.run(
        [*command, "-m", "convscope.cli", *own, "--quiet"],
        env={**os.environ, "OMP_NUM_THREADS": threads},
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode if done.returncode == 2 else 1)
