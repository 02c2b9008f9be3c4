"""Scanning by processes of Ray: the same result, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from torch import nn

import convscope
from convscope.datasets import open_dataset
from convscope.errors import Cancelled, ScanError
from convscope.examine.scans import Scan, ScanSettings
from convscope.examine.scans.jobs import Work
from convscope.examine.scans.layers import scanned_layers
from convscope.examine.scans.workplace import Workplace
from convscope.examine.summaries.quantiles import rank_error
from convscope.progress import Progress
from examine.photos import TEXT, network, write_photos
from examine.same import assert_same

ray = pytest.importorskip("ray")
LAYER = "relu2"
SETTINGS: dict[str, Any] = {"shard": 3, "exemplars": 4, "sample": 20}


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    """Ray with two processors, for all tests of this file: its start takes seconds."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """So many that summaries are merged twice over."""
    return write_photos(tmp_path / "photos", range(64 * 3 + 8 * 3 + 5))


@pytest.mark.slow
def test_workers_find_exactly_what_a_single_process_finds(running: None, photos: Path) -> None:
    whole = convscope.scan(network(), photos, name="whole", **SETTINGS)
    assert_same(convscope.scan(network(), photos, name="divided", workers="ray", **SETTINGS), whole)


@pytest.mark.slow
def test_workers_find_exactly_what_a_single_process_finds_of_a_real_network(
    running: None, tmp_path: Path
) -> None:
    data = write_photos(tmp_path / "photos", range(40))
    real = convscope.open_network("efficientnet-lite0")
    whole = convscope.scan(real, data, name="whole", shard=8)
    assert_same(convscope.scan(real, data, name="divided", workers="ray:2", shard=8), whole)


@pytest.mark.slow
def test_quantiles_of_workers_keep_the_bound_of_their_sketches(running: None, tmp_path: Path) -> None:
    data = write_photos(tmp_path / "photos", range(900))
    found = convscope.scan(network(), data, workers="ray", shard=40, sample=900)
    highest = found.summary(LAYER).sample.highest
    for unit in range(highest.shape[1]):
        for rank, value in found.unit(f"{LAYER}:{unit}").quantiles.items():
            below, up_to = (highest[:, unit] < value).mean(), (highest[:, unit] <= value).mean()
            assert below - 2 * rank_error() <= rank <= up_to + 2 * rank_error()


def descendants(name: str) -> list[int]:
    """Processes below this one whose command begins so."""
    parents, named = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if folder.joinpath("cmdline").read_text().startswith(name):
                named.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue

    def is_below(process: int) -> bool:
        return process in parents and (parents[process] == os.getpid() or is_below(parents[process]))

    return [process for process in named if is_below(process)]


class Killing(Progress):
    """Kills one worker each time that another third of the photos is done."""

    def __init__(self) -> None:
        super().__init__()
        self.killed: list[int] = []

    def step(self, done: int, total: int | None, **_: Any) -> None:
        assert total
        if done * 3 > total * (len(self.killed) + 1) and (at_work := descendants("ray::ScanWorker")):
            os.kill(at_work[0], signal.SIGKILL)
            self.killed.append(at_work[0])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for the workers in /proc")
def test_a_worker_that_is_killed_midway_loses_nothing(running: None, photos: Path) -> None:
    whole = convscope.scan(network(), photos, name="whole", **SETTINGS)
    killing = Killing()
    found = convscope.scan(network(), photos, name="killed", workers="ray", progress=killing, **SETTINGS)
    assert len({*killing.killed}) >= 2
    assert_same(found, whole)


DEADLY = """
import os, pathlib, torch
def make():
    if pathlib.Path("/proc/self/cmdline").read_bytes().startswith(b"ray::"):
        os._exit(1)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="asks /proc whether it is a worker")
def test_photos_at_which_every_worker_dies_are_named(running: None, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "deadly.py").write_text(DEADLY)
    deadly = convscope.open_network(f"{tmp_path}/deadly.py:make", run_code=True, size=(12, 12))
    with pytest.raises(ScanError, match=r"4 workers died .* same 3 photos, from bright/"):
        convscope.scan(deadly, photos, workers="ray:1", **SETTINGS)


@pytest.mark.slow
def test_what_one_process_began_workers_complete(running: None, photos: Path) -> None:
    class Stopping(Progress):
        def step(self, done: int, total: int | None, **_: Any) -> None:
            if total and done > total / 2:
                self.cancel()

    whole = convscope.scan(network(), photos, name="whole", **SETTINGS)
    for first, second in ((None, "ray"), ("ray", None)):
        name = f"begun by {first}"
        with pytest.raises(Cancelled):
            convscope.scan(network(), photos, name=name, workers=first, progress=Stopping(), **SETTINGS)
        assert not Scan.open(name).is_complete
        assert_same(convscope.scan(network(), photos, name=name, workers=second, **SETTINGS), whole)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_what_is_wrong_in_a_worker_is_said_as_in_a_single_process(
    running: None, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text(
        "import torch\n"
        "class Broken(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return (x / torch.zeros_like(x)).flatten(1)\n"
        "def make():\n"
        "    return torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), Broken())\n"
    )
    broken = convscope.open_network(f"{tmp_path}/broken.py:make", run_code=True, size=(12, 12))
    with pytest.raises(ScanError, match=r"NaN or infinite for bright/"):
        convscope.scan(broken, photos, workers="ray", **SETTINGS)


CODE = """
import sys, convscope
from convscope.cli.progress import TerminalProgress, cancelled_by_signals
from convscope.errors import Cancelled
network = convscope.open_network(sys.argv[1], weights="random")
with TerminalProgress(silent=True) as progress, cancelled_by_signals(progress):
    try:
        convscope.scan(network, sys.argv[2], out=sys.argv[3], workers="ray:1", progress=progress, shard=1)
    except Cancelled:
        sys.exit(7)
"""


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_scan_by_workers_that_is_asked_to_end_ends_in_order(
    photos: Path, tmp_path: Path, asked: signal.Signals
) -> None:
    command = [sys.executable, "-c", CODE, TEXT, str(photos), str(tmp_path / "asked")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while process.poll() is None and not [*tmp_path.glob("asked/summaries/0-*")]:
        time.sleep(0.05)
    process.send_signal(asked)
    assert process.wait(60) == 7


def test_workers_are_ray_or_a_number_of_it(photos: Path) -> None:
    for said in ("dask", "ray:0", "ray:", "4"):
        with pytest.raises(ScanError, match="Workers are ray or ray:N"):
            convscope.scan(network(), photos, workers=said)


def test_a_network_built_by_hand_is_refused(photos: Path) -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    built = convscope.Network(module, input_shape=(3, 12, 12), mean=[0.0], std=[1.0], size=(12, 12))
    with pytest.raises(ScanError, match="built by hand cannot be opened by other processes"):
        convscope.scan(built, photos, workers="ray")


@pytest.fixture
def place(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """What a worker is told; a worker may change its working directory."""
    monkeypatch.chdir(tmp_path)
    scan = convscope.scan(network(), photos, name="mine", **SETTINGS)
    opened = convscope.open_network(TEXT, weights="random")
    work = Work(opened, scanned_layers(opened), ScanSettings(**SETTINGS), scan.folder)
    return Workplace.of(work, open_dataset(photos, needs_labels=False).items)


def test_a_worker_has_the_network_and_the_layers_of_the_scan(place: Workplace) -> None:
    work = place.work()
    assert work.network.digest == place.manifest.digest
    assert [layer.address for layer in work.layers.layers] == [one.address for one in place.manifest.layers]


def test_a_machine_without_the_folder_is_refused(place: Workplace, tmp_path: Path) -> None:
    with pytest.raises(ScanError, match=r"has no folder .*elsewhere"):
        replace(place, directory=tmp_path / "elsewhere").work()
    with pytest.raises(ScanError, match="elsewhere is no scan"):
        replace(place, folder=tmp_path / "elsewhere").work()


def test_a_machine_on_which_a_photo_is_another_one_is_refused(place: Workplace, photos: Path) -> None:
    (photos / "bright" / "00.png").write_bytes((photos / "dark" / "01.png").read_bytes())
    with pytest.raises(ScanError, match=r"bright/00\.png is another photo on"):
        place.work()


def test_a_machine_with_other_weights_is_refused(place: Workplace) -> None:
    with pytest.raises(ScanError, match="other weights on"):
        replace(place, opening=replace(place.opening, seed=1)).work()
