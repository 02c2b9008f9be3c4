"""What the server says of runs is what Python says, also while they train."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import numpy as np
import pytest

import convscope
from convscope.learn.metrics_table import METRICS
from convscope.learn.run import RESULT, Run
from convscope.report.evaluation import Judgement
from server.client import Served, array_of
from server.small_run import small_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def watching(served: Served, run: Run) -> Served:
    served.runs = (run,)
    return served


def test_without_a_run_there_is_none(served: Served) -> None:
    assert served.get("runs").json() == []
    assert served.get("runs/0/epochs/1/kernels").status_code == 404


def test_the_curves_are_those_of_the_run(watching: Served, run: Run) -> None:
    (found,) = watching.get("runs").json()
    assert found["rows"] == run.metrics()
    assert (found["best"], found["has_ended"]) == (run.result["best"]["epoch"], True)
    assert found["snapshots"] == [1, 3]


@pytest.mark.parametrize("what", ["kernels", "maps", "embedding", "labels"])
def test_a_snapshots_arrays_are_those_that_were_kept(watching: Served, run: Run, what: str) -> None:
    found = array_of(watching.get(f"runs/0/epochs/3/{what}"))
    assert np.array_equal(found, np.load(run.folder / "snapshots" / f"{what}-003.npy").astype(np.float32))


def test_the_maps_of_a_photo_are_those_of_the_network_then(watching: Served, run: Run) -> None:
    found = array_of(watching.get(f"runs/0/epochs/1/photos/{watching.id}/maps"))
    network = convscope.open_network(f"run:{run.folder}@1")
    assert np.array_equal(found, network.activations(watching.photo, ["conv1"])["conv1"].numpy()[:16])


def test_the_predictions_then_are_those_of_the_network_then(watching: Served, run: Run) -> None:
    for epoch in (1, 3):
        rows = watching.get(f"runs/0/epochs/{epoch}/photos/{watching.id}/predictions").json()
        network = convscope.open_network(f"run:{run.folder}@{epoch}")
        assert [row["value"] for row in rows] == [one.value for one in network.predict(watching.photo, top=3)]


@pytest.mark.parametrize("path", ["runs/1/epochs/1/kernels", "runs/0/epochs/2/kernels"])
def test_what_was_not_kept_is_told(watching: Served, path: str) -> None:
    assert watching.get(path).status_code == 404


def test_a_run_that_trains_is_read_anew(served: Served, run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(run.folder, copy)
    (copy / RESULT).unlink()
    served.runs = (copy,)
    before = served.get("runs").json()[0]
    rows = run.metrics()
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader()
    table.writerows([*rows, {**rows[-1], "epoch": 5.0}])
    (copy / METRICS).write_text(text.getvalue())
    after = served.get("runs").json()[0]
    assert not before["has_ended"]
    assert [row["epoch"] for row in after["rows"]] == [1, 2, 3, 4, 5]


def test_the_errors_then_are_those_of_an_evaluation_then(watching: Served, run: Run) -> None:
    for epoch in (1, 3):
        found = watching.get(f"runs/0/epochs/{epoch}/errors").json()
        network = convscope.open_network(f"run:{run.folder}@{epoch}")
        judged = convscope.evaluate(network)
        assert isinstance(judged, Judgement)
        assert found["pictures"] == len(judged.evaluation.answers)
        assert found["wrong"] == len(judged.evaluation.errors)
        assert [[unit["contribution"] for unit in row["units"]] for row in found["rows"]] == [
            [unit.contribution for unit in one.units] for one in judged.raised
        ]


def test_a_picture_that_was_wrong_can_be_asked_about(watching: Served, run: Run) -> None:
    number = len(run.dataset().split("val")) - 1
    assert watching.get(f"runs/0/pictures/{number}").headers["content-type"] == "image/webp"
    card = watching.ask("POST", f"/api/runs/0/pictures/{number}/shelf").json()
    assert watching.get(f"photos/{card['id']}/predictions").status_code == 200
    assert watching.get(f"runs/0/pictures/{number + 1}").status_code == 404


def test_the_network_of_an_epoch_opens_beside_the_first(watching: Served, run: Run) -> None:
    opened = watching.ask("POST", "/api/runs/0/epochs/1/network").json()
    found = watching.get(f"networks/{opened['id']}/network").json()
    assert found["name"] == opened["name"] == convscope.open_network(f"run:{run.folder}@1").name


def test_data_that_are_gone_are_told_without_their_folder(served: Served, tmp_path: Path) -> None:
    run = small_run(tmp_path)
    shutil.rmtree(tmp_path / "data")
    served.runs = (run,)
    found = served.get("runs/0/epochs/1/errors")
    assert found.status_code == 404, found.text
    assert str(tmp_path) not in found.text
