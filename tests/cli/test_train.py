"""``convscope data``, ``train`` and ``runs`` as a user types them."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cli.typed import typed
from convscope.cli.progress import TerminalProgress

TEXT = "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 2"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dark and bright pictures, and a working directory of its own."""
    generator = np.random.default_rng(0)
    for label, kind in enumerate(("bright", "dark")):
        (tmp_path / "light" / kind).mkdir(parents=True)
        for number in range(10):
            pixels = generator.integers(0, 100, (14, 12, 3)) + (0 if label else 150)
            Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "light" / kind / f"{number}.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CONVSCOPE_RUNS", raising=False)
    return tmp_path


TRAIN = ("train", "light", "--network", TEXT, "--epochs", "4", "--batch-size", "4", "--rate", "0.005")


def document(*words: str) -> dict[str, Any]:
    answer = typed(*words, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_data_are_reported_and_drawn(place: Path) -> None:
    found = document("data", "light", "--augment", "light")
    assert found["counts"] == {"train": {"bright": 8, "dark": 8}, "val": {"bright": 2, "dark": 2}}
    assert found["rows"] == {"least": 14, "median": 14, "greatest": 14}
    for picture in (found["sheet"], found["augmentation"]):
        assert Image.open(picture).width > 100


def test_the_text_says_how_even_the_classes_are(place: Path) -> None:
    assert "imbalance: none, all classes have as many pictures" in typed("data", "light").out
    (place / "light" / "dark" / "0.png").unlink()
    assert "imbalance: the largest class has 1.14 times" in typed("data", "light").out


def test_a_training_prints_the_run_its_metrics_and_its_weights(place: Path) -> None:
    found = document(*TRAIN, "--snapshots", "1")
    assert found["run"] == "runs/light-1"
    assert found["metrics"]["val"]["accuracy"] == 1.0
    assert set(found["metrics"]["train"]) == {"accuracy", "loss"}
    assert Path(found["weights"]).is_file()
    assert Path(found["curves"]).is_file()
    assert len(list(Path("runs/light-1/snapshots").glob("*-001.png"))) == 3


def test_ctrl_c_saves_and_says_how_to_go_on(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def presses(self: TerminalProgress, done: int, total: int, *, what: str = "", **_: object) -> None:
        if (done, what) == (2, "training"):
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(TerminalProgress, "step", presses)
        answer = typed(*TRAIN, "--name", "stopped")
    assert answer.code == 130
    assert "Go on with `convscope train --resume runs/stopped`." in answer.err
    assert document("train", "--resume", "stopped")["metrics"]["val"]["accuracy"] == 1.0


def test_runs_are_listed_compared_and_deleted(place: Path) -> None:
    document(*TRAIN, "--name", "one")
    listed = document("runs", "compare")
    assert [(row["run"], row["state"], row["epochs"]) for row in listed["runs"]] == [("one", "done", 4)]
    assert Image.open(listed["picture"]).width > 100
    assert document("runs", "delete", "one")["deleted"] == ["runs/one"]
    assert document("runs")["runs"] == []


def test_a_broken_run_is_listed_with_what_is_broken_and_deleted(place: Path) -> None:
    Path("runs/cut").mkdir(parents=True)
    Path("runs/cut/network.json").write_text('{"architecture": ')
    assert [(row["run"], row["state"]) for row in document("runs")["runs"]] == [
        ("cut", "broken: network.json")
    ]
    assert "broken: network.json" in typed("runs").out
    assert document("runs", "delete", "cut", "run:cut")["deleted"] == ["runs/cut"]
    assert not Path("runs/cut").exists()


def test_a_folder_elsewhere_that_holds_a_file_of_that_name_is_not_deleted(place: Path) -> None:
    Path("notes").mkdir()
    Path("notes/metrics.csv").write_text("mine")
    for name in ("notes", "../notes", str(place / "notes")):
        assert typed("runs", "delete", name).code == 2
    assert Path("notes/metrics.csv").read_text() == "mine"


def test_nothing_is_deleted_unnamed(place: Path) -> None:
    assert typed("runs", "delete").code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Training takes a data set, or a run to resume."),
        (("light", "--rate", "fast"), "A learning rate is a number above 0 or find, got 'fast'."),
        (("light", "--batch-size", "0"), "train cannot take batch_size=0"),
        (("light", "--augment", "flop"), "There is no augmentation 'flop'."),
        (("light", "--nodes", "2"), "2 machines are joined by torchrun"),
        (("--resume", "nothing"), "There is no run 'nothing'"),
        (("nowhere",), "There is no data set nowhere."),
    ],
)
def test_wrong_words_are_one_sentence(place: Path, words: tuple[str, ...], message: str) -> None:
    answer = typed("train", *words, "--network", TEXT)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert not list(place.glob("runs/*"))
