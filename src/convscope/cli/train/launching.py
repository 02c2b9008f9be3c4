"""Several processes: torchrun starts them, Lightning joins them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from convscope.cli.answer import INTERRUPTED
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


def launched(devices: int, folder: Path, arguments: Sequence[str]) -> NoReturn:
    """Run the same command in so many processes, all of them for one run's folder.

    Raises:
        SystemExit: with the exit code of the processes, the first of which has said what there is to say.
    """
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    if not any(argument.startswith(("--resume", "--out")) for argument in arguments):
        arguments = [*arguments, "--out", str(folder)]
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // devices)))
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=devices,
        max_restarts=0,
        run_id=folder.name,
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
    )
    logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)
    code = 0
    try:
        elastic_launch(config, sys.executable)("-m", "convscope.cli", *arguments)
    except ChildFailedError as error:
        _, failure = error.get_first_failure()
        code = failure.exitcode if failure.exitcode in (2, INTERRUPTED) else 1
    raise SystemExit(code)
