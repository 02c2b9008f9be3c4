"""A training that was killed or stopped goes on to the weights that it would have reached."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from convscope.errors import Cancelled, OutputError, RunError
from convscope.files import replacing
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.run import Run
from convscope.learn.training import resume, train
from convscope.network.checkpoint import read_checkpoint
from convscope.progress import Progress
from full_disks import fill, small_disk

STEPS = 12


class Killed(BaseException):
    """What no handler catches, as a kill is caught by none."""


class ActsAt(Progress):
    """Does something after a step of a phase, before anything more is written."""

    def __init__(self, step: int, phase: str = "training") -> None:
        super().__init__()
        self.at = step, phase

    def step(self, done: int, total: int | None, *, what: str = "", **_: object) -> None:
        if (done, what) == self.at:
            self.act()

    def act(self) -> None:
        raise NotImplementedError


class KillsAt(ActsAt):
    """Ends the process's work."""

    def act(self) -> None:
        raise Killed


class CancelsAt(ActsAt):
    """Asks the training to stop."""

    def act(self) -> None:
        self.cancel()


def weights(run: Run, name: str = "last.safetensors") -> dict[str, Tensor]:
    return read_checkpoint(run.folder / name)


def are_same(first: dict[str, Tensor], second: dict[str, Tensor]) -> bool:
    return all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole") / "run"


@pytest.fixture
def uninterrupted(striped: TrainingRequest, whole: Path) -> Run:
    """The run that nobody disturbed, trained once."""
    return Run.open(whole) if whole.exists() else train(striped, whole)


@pytest.mark.parametrize(
    "step", [2, 5, *(pytest.param(s, marks=pytest.mark.slow) for s in (1, 3, 4, 6, 7, 8, 9, 10, 11, STEPS))]
)
def test_a_killed_training_goes_on_to_the_same_weights(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, step: int
) -> None:
    with pytest.raises(Killed):
        train(striped, tmp_path / "runs" / "killed", KillsAt(step))
    again = resume("killed")
    assert are_same(weights(again), weights(uninterrupted))
    assert are_same(weights(again, "best.safetensors"), weights(uninterrupted, "best.safetensors"))


@pytest.mark.slow
def test_a_resumed_training_has_the_same_metrics(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(striped, tmp_path / "runs" / "killed", KillsAt(7))
    rows = [{**row, "seconds": 0.0} for row in resume("killed").metrics()]
    assert rows == [{**row, "seconds": 0.0} for row in uninterrupted.metrics()]


@pytest.fixture(scope="module")
def transferred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("transferred") / "run"


@pytest.mark.parametrize(("phase", "step"), [("head", 6), ("fine-tuning", 1), ("fine-tuning", 6)])
def test_a_transfer_killed_in_either_phase_goes_on_to_the_same_weights(
    striped: TrainingRequest, uninterrupted: Run, transferred: Path, tmp_path: Path, phase: str, step: int
) -> None:
    options = TrainingOptions(epochs=3, fine_tune=2, batch_size=8, augment="flip", checkpoint_seconds=0)
    transfer = replace(striped, network=f"run:{uninterrupted.folder}", options=options)
    undisturbed = Run.open(transferred) if transferred.exists() else train(transfer, transferred)
    with pytest.raises(Killed):
        train(transfer, tmp_path / "runs" / "killed", KillsAt(step, phase))
    assert are_same(weights(resume("killed")), weights(undisturbed))


@pytest.mark.slow
def test_a_training_killed_again_and_again_still_gets_there(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(striped, tmp_path / "runs" / "killed", KillsAt(2))
    for step in (6, 11):
        with pytest.raises(Killed):
            resume("killed", KillsAt(step))
    assert are_same(weights(resume("killed")), weights(uninterrupted))


@pytest.mark.parametrize("step", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_a_cancelled_training_finishes_the_step_and_saves(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, step: int
) -> None:
    rarely = striped.options.model_copy(update={"checkpoint_seconds": 1e9})
    with pytest.raises(Cancelled):
        train(replace(striped, options=rarely), tmp_path / "runs" / "stopped", CancelsAt(step))
    assert (tmp_path / "runs" / "stopped" / "checkpoint.ckpt").is_file()
    assert are_same(weights(resume("stopped")), weights(uninterrupted))


def test_a_thread_can_be_cancelled(striped: TrainingRequest, uninterrupted: Run, tmp_path: Path) -> None:
    progress = ActsAt(3)
    reached, cancelled = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        assert cancelled.wait(60)

    progress.act = wait  # type: ignore[method-assign]
    with ThreadPoolExecutor(1) as pool:
        training = pool.submit(train, striped, tmp_path / "runs" / "thread", progress)
        assert reached.wait(60)
        progress.cancel()
        cancelled.set()
        with pytest.raises(Cancelled):
            training.result()
    assert are_same(weights(resume("thread")), weights(uninterrupted))


def test_a_training_that_is_cancelled_while_decoding_leaves_no_run(
    striped: TrainingRequest, tmp_path: Path
) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        train(striped, tmp_path / "runs" / "none", progress)
    assert not (tmp_path / "runs").exists()


def test_a_keyboard_interrupt_is_one_and_the_next_is_not_ignored(
    striped: TrainingRequest, tmp_path: Path
) -> None:
    class Interrupts(ActsAt):
        def act(self) -> None:
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        train(striped, tmp_path / "runs" / "interrupted", Interrupts(2))
    assert signal.getsignal(signal.SIGINT) is before


def test_a_finished_training_is_not_trained_again(uninterrupted: Run) -> None:
    before = uninterrupted.best_weights.stat().st_mtime_ns
    assert resume(uninterrupted.folder).best_weights.stat().st_mtime_ns == before


def test_data_that_changed_are_not_mixed_into_a_run(striped: TrainingRequest, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(striped.data, tmp_path / "copy")
    with pytest.raises(Killed):
        train(replace(striped, data=str(copy)), tmp_path / "runs" / "killed", KillsAt(2))
    picture = sorted((copy / "lying").iterdir())[0]
    shutil.copy(sorted((copy / "upright").iterdir())[0], picture)
    with pytest.raises(RunError, match="have changed since killed began"):
        resume("killed")


def test_a_checkpoint_that_was_cut_off_is_said_and_can_be_done_without(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(striped, tmp_path / "runs" / "cut", KillsAt(5))
    checkpoint = tmp_path / "runs" / "cut" / "checkpoint.ckpt"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    with pytest.raises(RunError, match=r"checkpoint\.ckpt is broken or cut off"):
        resume("cut")
    checkpoint.unlink()
    assert are_same(weights(resume("cut")), weights(uninterrupted))


def test_a_full_disk_is_one_sentence_and_the_last_checkpoint_stays(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, saved = torch.save, []

    def fills(content: object, file: object) -> None:
        saved.append(1)
        if len(saved) > 3:
            raise OSError(28, "No space left on device")
        real(content, file)  # type: ignore[arg-type]

    monkeypatch.setattr(torch, "save", fills)
    with pytest.raises(OutputError, match=r"no space left on device.*resume the run .*full; nothing is lost"):
        train(striped, tmp_path / "runs" / "full")
    monkeypatch.setattr(torch, "save", real)
    assert are_same(weights(resume("full")), weights(uninterrupted))


class FillsTheDiskAt(ActsAt):
    """Leaves no room on a disk from a step on."""

    def __init__(self, step: int, disk: Path) -> None:
        super().__init__(step)
        self.disk = disk

    def act(self) -> None:
        fill(self.disk)


@pytest.mark.parametrize("step", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_a_disk_that_is_really_full_is_one_sentence_and_the_run_goes_on_afterwards(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        monkeypatch.setenv("CONVSCOPE_RUNS", str(disk))
        with pytest.raises(
            OutputError, match=r"no space left on device.*resume the run .*full; nothing is lost"
        ):
            train(striped, disk / "full", FillsTheDiskAt(step, disk))
        (disk / "filler").unlink()
        assert are_same(weights(resume("full")), weights(uninterrupted))


@pytest.mark.parametrize("name", ["last.safetensors", "best.safetensors", "metrics.csv", "result.json"])
def test_a_disk_that_is_full_when_a_file_is_written_is_one_sentence_and_the_run_goes_on_afterwards(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        monkeypatch.setenv("CONVSCOPE_RUNS", str(disk))
        with monkeypatch.context() as patch:

            @contextmanager
            def filling(path: Path) -> Iterator[Path]:
                with replacing(path) as temporary:
                    if path.name == name:
                        fill(disk)
                    yield temporary

            for module in ("metrics_table", "recorder", "run", "weights"):
                patch.setattr(f"convscope.learn.{module}.replacing", filling)
            with pytest.raises(
                OutputError, match=r"no space left on device\..*resume the run .*full; nothing is lost"
            ):
                train(striped, disk / "full")
        (disk / "filler").unlink()
        assert are_same(weights(resume("full")), weights(uninterrupted))


def test_the_disk_full_under_tensorboard_is_one_sentence_too(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lightning.pytorch.loggers.TensorBoardLogger.log_metrics", full)
        with pytest.raises(OutputError, match=r"no space left on device\..*nothing is lost"):
            train(striped, tmp_path / "runs" / "full")
    assert are_same(weights(resume("full")), weights(uninterrupted))


KILLED_FOR_REAL = """
import sys
from pathlib import Path
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.training import train
striped = TrainingRequest(sys.argv[1], sys.argv[2], options=TrainingOptions.model_validate_json(sys.argv[3]))
train(striped, Path(sys.argv[4]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_a_process_killed_at_a_random_moment_goes_on_to_the_same_weights(
    striped: TrainingRequest, uninterrupted: Run, tmp_path: Path, seconds: float
) -> None:
    folder = tmp_path / "runs" / "killed"
    command = [sys.executable, "-c", KILLED_FOR_REAL, striped.data, striped.network]
    process = subprocess.Popen([*command, striped.options.model_dump_json(), str(folder)])
    while not (folder / "checkpoint.ckpt").is_file() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert are_same(weights(resume("killed")), weights(uninterrupted))
