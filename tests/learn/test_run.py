"""A run's folder: what is kept, and opening it as a network."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from convscope import open_network
from convscope.errors import NetworkError, RunError
from convscope.images import Preprocessing
from convscope.learn import BrokenRun, Run, all_runs
from convscope.network.from_run import TrainedNetwork

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> globalavgpool -> dense 5"
PREPROCESSING = Preprocessing((16, 16), 16, "bilinear", (0.5, 0.4, 0.3), (0.2, 0.2, 0.2))
DESCRIPTION = TrainedNetwork(TEXT, ("cat", "dog"), (3, 16, 16), PREPROCESSING)
SETTINGS = {
    "started": "2000-01-01T00:00:00",
    "network": TEXT,
    "data": {"place": "pets"},
    "seed": 0,
    "training": {},
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CONVSCOPE_RUNS", str(tmp_path / "runs"))
    return Run.create(tmp_path / "runs" / "pets", SETTINGS, DESCRIPTION)


@pytest.fixture
def trained(run: Run) -> Run:
    save_file(DESCRIPTION.module().state_dict(), run.best_weights)
    return run


def test_a_run_is_found_by_name_by_prefix_and_by_path(run: Run) -> None:
    assert Run.open("pets").folder == Run.open("run:pets").folder == Run.open(run.folder).folder


def test_what_is_described_is_read_back(run: Run) -> None:
    assert Run.open("pets") == run


def test_a_name_is_not_taken_twice(run: Run) -> None:
    with pytest.raises(RunError, match="There is a run"):
        Run.create(run.folder, SETTINGS, DESCRIPTION)


def test_an_unknown_run_gets_near_names(run: Run) -> None:
    with pytest.raises(RunError, match=r"There is no run 'pet' .* Did you mean pets"):
        Run.open("pet")


def test_a_run_opens_as_a_network_with_its_labels_and_preprocessing(trained: Run) -> None:
    network = open_network("run:pets")
    assert network.labels.names == ("cat", "dog")
    assert network.preprocessing == PREPROCESSING
    inputs = torch.rand(2, 3, 16, 16)
    assert network.graph().output.shape[1] == 2
    assert len(network.predictions(inputs)) == 2


def test_a_run_without_weights_says_how_to_go_on(run: Run) -> None:
    with pytest.raises(RunError, match="has no weights yet"):
        open_network("run:pets")


def test_weights_that_are_cut_off_are_said(trained: Run) -> None:
    content = trained.best_weights.read_bytes()
    trained.best_weights.write_bytes(content[: len(content) // 2])
    with pytest.raises(NetworkError, match="is no complete safetensors file"):
        open_network("run:pets")


def test_a_folder_cut_off_while_written_is_said(run: Run) -> None:
    (run.folder / "network.json").unlink()
    with pytest.raises(RunError, match="is no whole run"):
        Run.open("pets")


def test_settings_that_are_cut_off_are_said(run: Run) -> None:
    (run.folder / "settings.json").write_text('{"seed": ')
    with pytest.raises(RunError, match=r"settings\.json is missing or broken"):
        Run.open("pets")


def test_a_row_of_metrics_that_is_cut_off_is_left_out(run: Run) -> None:
    (run.folder / "metrics.csv").write_text("epoch,val_loss\n0,0.5\n1")
    assert run.metrics() == [{"epoch": 0.0, "val_loss": 0.5}]


def test_all_runs_are_listed_oldest_first(run: Run, tmp_path: Path) -> None:
    Run.create(tmp_path / "runs" / "older", {**SETTINGS, "started": "1999"}, DESCRIPTION)
    whole, broken = all_runs()
    assert [found.name for found in whole] == ["older", "pets"]
    assert not broken


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("network.json", None),
        ("network.json", "{"),
        ("settings.json", None),
        ("settings.json", "[]"),
        ("settings.json", '{"seed": 0}'),
        ("metrics.csv", "epoch,val_loss\n1,oops\n"),
        ("result.json", "{"),
    ],
)
def test_a_broken_run_is_listed_with_the_file_that_is_broken(
    run: Run, tmp_path: Path, file: str, content: str | None
) -> None:
    broken = Run.create(tmp_path / "runs" / "broken", SETTINGS, DESCRIPTION).folder
    if content is None:
        (broken / file).unlink()
    else:
        (broken / file).write_text(content)
    assert all_runs() == ([run], [BrokenRun(broken, file)])


def test_a_folder_without_any_file_of_a_run_is_none(run: Run) -> None:
    (run.folder.parent / "notes").mkdir()
    assert all_runs() == ([run], [])


def test_a_run_that_does_not_say_its_task_has_a_score_for_each_class(trained: Run) -> None:
    document = DESCRIPTION.document()
    del document["task"]
    (trained.folder / "network.json").write_text(json.dumps(document))
    assert Run.open("pets").network_description == DESCRIPTION
    assert open_network("run:pets").task.name == "classes"
