"""Training a network on a data set, from the data to the run."""

from __future__ import annotations

import os
import platform
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import torch

from convscope.errors import ConvscopeError, OutputError, RunError
from convscope.learn.asked import Asked
from convscope.learn.options import TrainingOptions
from convscope.learn.preparation import prepare
from convscope.learn.run import CHECKPOINT, HEAD, RESULT, Run
from convscope.learn.stage import process
from convscope.learn.watch import Watcher
from convscope.learn.work import Work
from convscope.network.from_run import BEST

# Seconds until the first process has decoded the data, at most.
_PATIENCE = 3600.0


def train(asked: Asked, folder: Path, watcher: Watcher | None = None) -> Run:
    """Train a network and keep the run in a new folder.

    Raises:
        ConvscopeError: what was asked for cannot be done; see the modules that do it.
        Interrupted: the user asked to stop; `resume` goes on.
    """
    watcher = watcher or Watcher()
    is_first = process()[0] == 0
    if is_first and folder.exists():
        raise RunError(f"There is a run {folder} already.", "Choose another --name, or delete it.")
    prepared = prepare(asked, watcher)
    description = prepared.plan.description(prepared.decoded.dataset.classes)
    settings = {
        "data": {
            # Relative to another folder, a resumed training would look in vain; a name is no place.
            "place": os.path.abspath(asked.data) if os.path.exists(asked.data) else asked.data,  # noqa: PTH100, PTH110
            "fingerprint": prepared.fingerprint,
            "split_seed": asked.seed,
            "split_share": asked.split_share,
            "counts": {split: len(pictures) for split, pictures in prepared.decoded.splits.items()},
            "unreadable": [entry.item.name for entry in prepared.decoded.unreadable],
        },
        "network": asked.network,
        "weights": asked.weights,
        "seed": asked.seed,
        "device": asked.device,
        "skip_unreadable": asked.skip_unreadable,
        "training": asked.options.model_dump(),
        "versions": _versions(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    run = Run.create(folder, settings, description) if is_first else _awaited(folder)
    try:
        return _train(Work(run, asked, prepared, watcher))
    except ConvscopeError:
        # A run that nothing can go on from is no run.
        if is_first and not run.metrics() and not (folder / CHECKPOINT).exists():
            shutil.rmtree(folder)
        raise


def _awaited(folder: Path) -> Run:
    """The run that the first of several processes makes."""
    _wait_for(folder)
    return Run.open(folder)


def _wait_for(path: Path) -> None:
    """Wait until the first of several processes has written something."""
    began = time.monotonic()
    while not path.exists():
        if time.monotonic() - began > _PATIENCE:
            raise RunError(f"The first process did not write {path}.", "See what it says.")
        time.sleep(0.05)


def resume(name: str | os.PathLike[str], watcher: Watcher | None = None, *, run_code: bool = False) -> Run:
    """Go on with a training that was stopped or killed, to the weights that it would have reached.

    Raises:
        RunError: there is no such run, or its data have changed since.
    """
    run = Run.open(name)
    if run.result:
        return run
    data, settings = run.settings["data"], run.settings
    asked = Asked(
        data["place"],
        settings["network"],
        settings["weights"],
        TrainingOptions(**settings["training"]),
        settings["seed"],
        data["split_share"],
        settings["skip_unreadable"],
        settings["device"],
        run_code,
    )
    watcher = watcher or Watcher()
    prepared = prepare(asked, watcher)
    if prepared.fingerprint != data["fingerprint"]:
        raise RunError(
            f"The data {data['place']} have changed since {run.name} began; going on would mix the two.",
            "Put them back as they were, or train anew.",
        )
    return _train(Work(run, asked, prepared, watcher))


def _versions() -> dict[str, str]:
    import lightning
    import torchvision

    from convscope.version import VERSION

    return {
        "convscope": VERSION,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "lightning": lightning.__version__,
    }


def _train(work: Work) -> Run:
    run = work.run
    try:
        # What training draws is its own; the caller's generator is as before.
        with torch.random.fork_rng(devices=[]):
            best = work.transfer() if work.prepared.plan.is_transfer else work.from_scratch()
        if process()[0] == 0:
            run.write_json(RESULT, {"best": best, "epochs": len(run.metrics()), "weights": BEST})
            (run.folder / CHECKPOINT).unlink(missing_ok=True)
            (run.folder / HEAD).unlink(missing_ok=True)
        else:
            _wait_for(run.folder / RESULT)
    except OutputError as error:
        raise OutputError(
            error.message,
            f"Make room, then go on with `convscope train --resume {run.folder}`; nothing is lost.",
        ) from error
    done = Run.open(run.folder)
    work.watcher.ended(done)
    return done
