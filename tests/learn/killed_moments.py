"""Trains a tiny network, is killed at a moment, resumes, and compares; `test_kills.py` runs it as a process.

A moment is a step that is told, or a file that takes its place, goes, or reaches the disk; the process kills itself
there by SIGKILL, which runs nothing that stands behind.  Each training is a forked child, so that torch is imported
once; the process itself never trains, as its threads would not live on in a child.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import torch

from convscope.learn import Run, TrainingRequest
from convscope.learn.training import resume, train
from convscope.network.checkpoint import read_checkpoint
from convscope.progress import Progress

_DIES = -signal.SIGKILL
_CALLS = ("replace", "rename", "unlink", "fsync")


class Moments:
    """Counts the moments of this process, and ends it at one of them.

    Args:
        last: the moment at which it dies; None where it lives.
    """

    def __init__(self, last: int | None) -> None:
        self.count, self.last = 0, last

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> Progress:
        """Take part in what is done with files; the progress that takes part in the steps."""
        for name in _CALLS:
            setattr(os, name, self._between(getattr(os, name)))
        moments = self

        class Steps(Progress):
            def step(self, *_: object, **__: object) -> None:
                moments()

        return Steps()

    def _between(self, real: Callable[..., object]) -> Callable[..., object]:
        def watched(*args: object, **kwargs: object) -> object:
            self()
            done = real(*args, **kwargs)
            self()
            return done

        return watched


def in_child(work: Callable[[], None]) -> int:
    """The exit code of a child that does the work."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def undisturbed(request: TrainingRequest, folder: Path) -> int:
    """Train without a kill; the number of moments."""
    counted = folder.with_suffix(".count")

    def work() -> None:
        moments = Moments(None)
        train(request, folder, moments.watch())
        counted.write_text(str(moments.count))

    assert in_child(work) == 0
    return int(counted.read_text())


def killed(request: TrainingRequest, folder: Path, moments: list[int]) -> None:
    """Train, die at each of the moments of as many processes, and go on to the end."""

    def work(last: int | None) -> Callable[[], None]:
        def go_on() -> None:
            progress = Moments(last).watch()
            if folder.exists():
                resume(folder, progress)
            else:
                train(request, folder, progress)

        return go_on

    for moment in moments:
        # A process that resumes has fewer moments than one that begins, and may end before it dies.
        assert in_child(work(moment)) in (_DIES, 0)
    assert in_child(work(None)) == 0


def difference(first: Path, second: Path) -> str:
    """What differs between two runs; empty where nothing does."""
    runs = Run.open(first), Run.open(second)
    for name in ("last.safetensors", "best.safetensors"):
        states = [read_checkpoint(run.folder / name) for run in runs]
        if not all(torch.equal(states[0][key], states[1][key]) for key in states[0]):
            return name
    rows = [[{**row, "seconds": 0.0} for row in run.metrics()] for run in runs]
    if rows[0] != rows[1]:
        return "metrics.csv"
    if runs[0].result != runs[1].result:
        return "result.json"
    left = [
        path.name
        for path in (runs[1].folder / "checkpoint.ckpt", runs[1].folder / "head.safetensors")
        if path.exists()
    ]
    return f"left behind: {left}" if left else ""


def preload() -> None:
    """Import here what every child would import anew."""
    for name in (
        "convscope.learn.phases",
        "convscope.learn.curves",
        "convscope.learn.snapshots",
        "imagehash",
        "matplotlib.backends.backend_agg",
        "matplotlib.figure",
        "torch.utils.tensorboard",
        "torchvision.transforms.v2",
    ):
        import_module(name)


def main(data: str, network: str, options: str, place: str, count: str, kills: str) -> None:
    """Print the number of moments, and by the moments what differed after a kill there."""
    from convscope.learn import TrainingOptions

    request = TrainingRequest(data, network, options=TrainingOptions.model_validate_json(options))
    preload()
    whole = Path(place) / "whole"
    total = undisturbed(request, whole)
    draw = random.Random(0)
    wrong = {}
    for number in range(int(count)):
        moments = [draw.randint(1, total) for _ in range(int(kills))]
        folder = Path(place) / f"killed-{number}"
        killed(request, folder, moments)
        found = difference(whole, folder)
        if found:
            wrong[str(moments)] = found
    print(json.dumps({"moments": total, "wrong": wrong}))


if __name__ == "__main__":
    main(*sys.argv[1:])
