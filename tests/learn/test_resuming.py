"""A training that was killed or stopped goes on to the weights that it would have reached."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from convscope.errors import OutputError, RunError
from convscope.learn.asked import Asked
from convscope.learn.recorder import Interrupted
from convscope.learn.run import Run
from convscope.learn.training import resume, train
from convscope.learn.watch import Watcher
from convscope.network.checkpoint import read_checkpoint
from full_disks import fill, small_disk

STEPS = 12


class Killed(BaseException):
    """What no handler catches, as a kill is caught by none."""


class KillsAt(Watcher):
    """Ends the process's work after a step, before anything more is written."""

    def __init__(self, step: int) -> None:
        self.step = step

    def stepped(self, step: int, loss: float) -> None:
        if step == self.step:
            raise Killed


class StopsAt(KillsAt):
    """Presses Ctrl-C in a step."""

    def stepped(self, step: int, loss: float) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGINT)


def weights(run: Run, name: str = "last.safetensors") -> dict[str, Tensor]:
    return read_checkpoint(run.folder / name)


def are_same(first: dict[str, Tensor], second: dict[str, Tensor]) -> bool:
    return all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole") / "run"


@pytest.fixture
def uninterrupted(asked: Asked, whole: Path) -> Run:
    """The run that nobody disturbed, trained once."""
    return Run.open(whole) if whole.exists() else train(asked, whole)


@pytest.mark.parametrize(
    "step", [2, 5, *(pytest.param(s, marks=pytest.mark.slow) for s in (1, 3, 4, 6, 7, 8, 9, 10, 11, STEPS))]
)
def test_a_killed_training_goes_on_to_the_same_weights(
    asked: Asked, uninterrupted: Run, tmp_path: Path, step: int
) -> None:
    with pytest.raises(Killed):
        train(asked, tmp_path / "runs" / "killed", KillsAt(step))
    again = resume("killed")
    assert are_same(weights(again), weights(uninterrupted))
    assert are_same(weights(again, "best.safetensors"), weights(uninterrupted, "best.safetensors"))


@pytest.mark.slow
def test_a_resumed_training_has_the_same_metrics(asked: Asked, uninterrupted: Run, tmp_path: Path) -> None:
    with pytest.raises(Killed):
        train(asked, tmp_path / "runs" / "killed", KillsAt(7))
    rows = [{**row, "seconds": 0.0} for row in resume("killed").metrics()]
    assert rows == [{**row, "seconds": 0.0} for row in uninterrupted.metrics()]


@pytest.mark.slow
def test_a_training_killed_again_and_again_still_gets_there(
    asked: Asked, uninterrupted: Run, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(asked, tmp_path / "runs" / "killed", KillsAt(2))
    for step in (6, 11):
        with pytest.raises(Killed):
            resume("killed", KillsAt(step))
    assert are_same(weights(resume("killed")), weights(uninterrupted))


@pytest.mark.parametrize("step", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_ctrl_c_finishes_the_step_and_saves(
    asked: Asked, uninterrupted: Run, tmp_path: Path, step: int
) -> None:
    asked = replace(asked, options=asked.options.model_copy(update={"checkpoint_seconds": 1e9}))
    with pytest.raises(Interrupted):
        train(asked, tmp_path / "runs" / "stopped", StopsAt(step))
    assert (tmp_path / "runs" / "stopped" / "checkpoint.ckpt").is_file()
    assert are_same(weights(resume("stopped")), weights(uninterrupted))


def test_a_finished_training_is_not_trained_again(uninterrupted: Run) -> None:
    before = uninterrupted.best_weights.stat().st_mtime_ns
    assert resume(uninterrupted.folder).best_weights.stat().st_mtime_ns == before


def test_data_that_changed_are_not_mixed_into_a_run(asked: Asked, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(asked.data, tmp_path / "copy")
    with pytest.raises(Killed):
        train(replace(asked, data=str(copy)), tmp_path / "runs" / "killed", KillsAt(2))
    picture = sorted((copy / "lying").iterdir())[0]
    shutil.copy(sorted((copy / "upright").iterdir())[0], picture)
    with pytest.raises(RunError, match="have changed since killed began"):
        resume("killed")


def test_a_checkpoint_that_was_cut_off_is_said_and_can_be_done_without(
    asked: Asked, uninterrupted: Run, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(asked, tmp_path / "runs" / "cut", KillsAt(5))
    checkpoint = tmp_path / "runs" / "cut" / "checkpoint.ckpt"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    with pytest.raises(RunError, match=r"checkpoint\.ckpt is broken or cut off"):
        resume("cut")
    checkpoint.unlink()
    assert are_same(weights(resume("cut")), weights(uninterrupted))


def test_a_full_disk_is_one_sentence_and_the_last_checkpoint_stays(
    asked: Asked, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, saved = torch.save, []

    def fills(content: object, file: object) -> None:
        saved.append(1)
        if len(saved) > 3:
            raise OSError(28, "No space left on device")
        real(content, file)  # type: ignore[arg-type]

    monkeypatch.setattr(torch, "save", fills)
    with pytest.raises(OutputError, match=r"no space left on device.*--resume .*full`; nothing is lost"):
        train(asked, tmp_path / "runs" / "full")
    monkeypatch.setattr(torch, "save", real)
    assert are_same(weights(resume("full")), weights(uninterrupted))


class FillsTheDiskAt(KillsAt):
    """Leaves no room on a disk from a step on."""

    def __init__(self, step: int, disk: Path) -> None:
        super().__init__(step)
        self.disk = disk

    def stepped(self, step: int, loss: float) -> None:
        if step == self.step:
            fill(self.disk)


@pytest.mark.parametrize("step", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_a_disk_that_is_really_full_is_one_sentence_and_the_run_goes_on_afterwards(
    asked: Asked, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        monkeypatch.setenv("CONVSCOPE_RUNS", str(disk))
        with pytest.raises(OutputError, match=r"no space left on device.*--resume .*full`; nothing is lost"):
            train(asked, disk / "full", FillsTheDiskAt(step, disk))
        (disk / "filler").unlink()
        assert are_same(weights(resume("full")), weights(uninterrupted))


KILLED_FOR_REAL = """
import sys
from pathlib import Path
from convscope.learn.options import TrainingOptions
from convscope.learn.asked import Asked
from convscope.learn.training import train
asked = Asked(sys.argv[1], sys.argv[2], options=TrainingOptions.model_validate_json(sys.argv[3]))
train(asked, Path(sys.argv[4]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_a_process_killed_at_a_random_moment_goes_on_to_the_same_weights(
    asked: Asked, uninterrupted: Run, tmp_path: Path, seconds: float
) -> None:
    folder = tmp_path / "runs" / "killed"
    command = [sys.executable, "-c", KILLED_FOR_REAL, asked.data, asked.network]
    process = subprocess.Popen([*command, asked.options.model_dump_json(), str(folder)])
    while not (folder / "checkpoint.ckpt").is_file() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert are_same(weights(resume("killed")), weights(uninterrupted))
