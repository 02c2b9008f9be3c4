"""Head, then fine-tuning: killed anywhere, a training goes on to the same weights, metrics and result."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.training import resume, train
from convscope.network.checkpoint import read_checkpoint
from learn.boxed_photos import request as boxed
from learn.boxed_photos import write_photos

OPTIONS = TrainingOptions(
    epochs=3,
    fine_tune=3,
    batch_size=8,
    augment="flip, crop, mixup",
    ema=0.9,
    dropout=0.2,
    unfreeze_every=1,
    checkpoint_seconds=0,
)


class Killed(BaseException):
    """What no handler catches, as a kill is caught by none."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kills")


@pytest.fixture
def transfer(striped: TrainingRequest, kept: Path) -> TrainingRequest:
    """The training of a trained network's head, then of all of it, with everything that is random."""
    base = kept / "base"
    if not base.exists():
        train(replace(striped, options=striped.options.model_copy(update={"epochs": 1})), base)
    return replace(striped, network=f"run:{base}", options=OPTIONS)


@pytest.fixture
def undisturbed(transfer: TrainingRequest, kept: Path) -> Run:
    folder = kept / "undisturbed"
    return Run.open(folder) if folder.exists() else train(transfer, folder)


def assert_same(run: Run, other: Run) -> None:
    for name in ("last.safetensors", "best.safetensors"):
        first, second = read_checkpoint(run.folder / name), read_checkpoint(other.folder / name)
        assert all(torch.equal(first[key], second[key]) for key in first)
    rows = [[{**row, "seconds": 0.0} for row in one.metrics()] for one in (run, other)]
    assert rows[0] == rows[1]
    assert run.result == other.result


@pytest.mark.parametrize(
    ("call", "name", "nth"),
    [
        ("unlink", "checkpoint.ckpt", 1),  # the head's
        ("replace", "checkpoint.ckpt", 15),  # in fine-tuning
        *(
            pytest.param(*moment, marks=pytest.mark.slow)
            for moment in (
                ("replace", "head.safetensors", 1),
                ("replace", "best.safetensors", 2),
                ("replace", "result.json", 1),
                ("unlink", "checkpoint.ckpt", 2),
                ("unlink", "head.safetensors", 1),
            )
        ),
    ],
)
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_a_kill_at_the_boundary_of_a_phase_changes_nothing(
    transfer: TrainingRequest,
    undisturbed: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    name: str,
    nth: int,
    is_done: bool,
) -> None:
    real: Callable[..., Any] = getattr(os, call)
    seen: list[int] = []

    def kills(*args: Any, **kwargs: Any) -> Any:
        if Path(args[-1]).name != name or len(seen) == nth:
            return real(*args, **kwargs)
        seen.append(1)
        if len(seen) < nth:
            return real(*args, **kwargs)
        if is_done:
            real(*args, **kwargs)
        raise Killed

    folder = tmp_path / "runs" / "killed"
    with monkeypatch.context() as patch:
        patch.setattr(os, call, kills)
        with pytest.raises(Killed):
            train(transfer, folder)
    again = resume("killed")
    assert_same(undisturbed, again)
    assert not (folder / "checkpoint.ckpt").exists()
    assert not (folder / "head.safetensors").exists()
    assert (folder / "curves.png").exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Only a forked process can be killed often enough.")
@pytest.mark.parametrize(("count", "kills"), [(50, 1), (10, 3)], ids=["once", "three-times"])
def test_processes_killed_at_random_moments_go_on_to_the_same_run(
    transfer: TrainingRequest, tmp_path: Path, count: int, kills: int
) -> None:
    found = _killed(transfer, tmp_path, count, kills)
    # Steps and files of both phases, so that the moments are at every stage.
    assert found["moments"] > 100
    assert found["wrong"] == {}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Only a forked process can be killed often enough.")
def test_a_detectors_training_that_is_killed_goes_on_to_the_same_run(tmp_path: Path) -> None:
    photos = write_photos(tmp_path / "photos", 24)
    found = _killed(boxed(photos, size=96, augment="flip, scale 0.25"), tmp_path, count=4, kills=1)
    assert found["moments"] > 20
    assert found["wrong"] == {}


def _killed(request: TrainingRequest, place: Path, count: int, kills: int) -> dict[str, Any]:
    """What a process says that trained, was killed, and went on, so many times."""
    script = Path(__file__).parent / "killed_moments.py"
    options = request.options.model_dump_json(exclude_unset=True)
    arguments = [request.data, request.network, options, str(place), str(count), str(kills)]
    done = subprocess.run(
        [sys.executable, str(script), *arguments], capture_output=True, text=True, timeout=3000, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
