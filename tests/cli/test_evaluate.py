"""`convscope evaluate` as a user types it."""

import csv
import json
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cli.typed import typed
from labelled_pictures import colour_run, write_pictures

Document = Callable[..., dict[str, Any]]


@pytest.fixture
def run_folder(folder: Path) -> Path:
    """A run ``colours`` on ``data`` in the working directory; two of its 24 validation pictures are mislabelled."""
    return colour_run(folder / "runs" / "colours", write_pictures(folder / "data")).folder


def test_a_run_is_judged_by_the_pictures_it_was_validated_on(run_folder: Path, document: Document) -> None:
    found = document("evaluate", "colours")
    assert found["run"] == "colours"
    assert (found["split"], found["photos"]) == ("val", 24)
    assert found["metrics"]["accuracy"] == pytest.approx(22 / 24)
    low, high = found["intervals"]["accuracy"]
    assert low < 22 / 24 <= high
    assert Path(found["report"]).read_text().startswith("<!doctype html>")
    assert json.loads(Path(found["report"]).with_suffix(".json").read_text())["metrics"] == found["metrics"]


def test_the_errors_are_those_that_were_planted(run_folder: Path, document: Document) -> None:
    found = document("evaluate", "run:colours")
    assert {(row["photo"], row["truth"], row["said"]) for row in found["errors"]} == {
        ("val/red/red0.png", "red", "green"),
        ("val/red/red1.png", "red", "green"),
    }
    assert found["suspected_labels"][0]["photo"] in ("val/red/red0.png", "val/red/red1.png")
    assert found["suspected_labels"][0]["suggested"] == "green"
    confusion = found["confusion"]
    place = confusion["classes"].index
    assert confusion["counts"][place("red")][place("green")] == 2


def test_other_data_may_name_their_classes_in_another_order(
    run_folder: Path, folder: Path, document: Document
) -> None:
    """Without blue, red is the data's second class and the network's third."""
    (folder / "data" / "train").rename(folder / "kept")
    others = folder / "others"
    (folder / "data" / "val").rename(others)
    for file in (others / "blue").iterdir():
        file.unlink()
    (others / "blue").rmdir()
    (folder / "kept").rename(folder / "data" / "train")
    found = document("evaluate", "colours", "others")
    assert (found["split"], found["photos"]) == ("all", 16)
    assert found["metrics"]["accuracy"] == pytest.approx(14 / 16)


def test_classes_that_the_network_does_not_have_are_said(run_folder: Path, folder: Path, run: Any) -> None:
    (folder / "data" / "val" / "green").rename(folder / "data" / "val" / "gren")
    (folder / "data" / "train" / "green").rename(folder / "data" / "train" / "gren")
    code, _, err = run("evaluate", "colours", "data")
    assert code == 2
    assert "The data have a class 'gren', which run:colours does not have" in err
    assert "Did you mean green" in err


def test_a_network_that_is_no_run_needs_data(folder: Path, run: Any) -> None:
    code, _, err = run("evaluate", "efficientnet-lite0")
    assert code == 2
    assert "efficientnet-lite0 is no run, so its data are not known. Give the data as well." in err


def test_a_broken_picture_is_told_and_the_rest_is_judged(run_folder: Path, folder: Path, run: Any) -> None:
    (folder / "data" / "val" / "red" / "red7.png").write_bytes(b"no picture")
    code, out, err = run("evaluate", "colours", "--json")
    assert code == 2
    assert json.loads(out)["photos"] == 23
    assert "red7.png is not an image" in err


def test_the_result_is_the_same_again_and_kept_in_the_run(run_folder: Path, document: Document) -> None:
    first, second = (document("evaluate", "colours", "--seed", "3") for _ in range(2))
    assert first["intervals"] == second["intervals"]
    assert json.loads((run_folder / "evaluation.json").read_text())["intervals"] == first["intervals"]


def test_a_network_without_errors_gets_no_gallery(folder: Path, document: Document) -> None:
    colour_run(folder / "runs" / "colours", write_pictures(folder / "data", wrong=0))
    found = document("evaluate", "colours")
    assert found["errors"] == []
    assert "the rule of three" in Path(found["report"]).read_text()


@pytest.fixture
def table(run_folder: Path, folder: Path) -> Path:
    """The validation pictures as a CSV that says who took them: the mislabelled ones are Bo's."""
    lines = ["path,label,by"]
    for place in sorted((folder / "data" / "val").rglob("*.png")):
        label, number = place.parent.name, int(place.stem[-1])
        lines.append(
            f"data/val/{label}/{place.name},{label},{'Bo' if label == 'red' and number < 5 else 'Al'}"
        )
    (folder / "pictures.csv").write_text("\n".join(lines) + "\n")
    return folder / "pictures.csv"


def test_a_column_of_a_csv_parts_the_pictures(table: Path, document: Document) -> None:
    found = document("evaluate", "colours", "pictures.csv", "--slice-by", "by")
    parts = {part["group"]: part for part in found["slices"] if part["property"] == "by"}
    assert parts["Al"]["accuracy"] == 1
    assert parts["Bo"]["accuracy"] == pytest.approx(3 / 5)
    assert parts["Bo"]["photos"] == 5
    assert parts["Bo"]["differs"]


def test_a_column_that_is_not_there_is_said(table: Path, run: Any) -> None:
    code, _, err = run("evaluate", "colours", "pictures.csv", "--slice-by", "camera")
    assert code == 2
    assert "The data have no column 'camera'. There are: by." in err


def test_imagenets_classes_are_found_by_their_synsets(folder: Path, document: Document) -> None:
    for synset in ("n02124075", "n02783161"):
        (folder / "some" / synset).mkdir(parents=True)
        Image.open("cat.png").save(folder / "some" / synset / "cat.png")
    found = document("evaluate", "efficientnet-lite0", "some", "--errors", "1")
    assert {row["truth"] for row in found["errors"]} >= {"ballpoint, ballpoint pen, ballpen, Biro"}
    assert "top5_accuracy" in found["metrics"]


def test_no_errors_looked_into_is_not_told_as_none_made(run_folder: Path, document: Document) -> None:
    page = Path(document("evaluate", "colours", "--errors", "0")["report"]).read_text()
    assert "the rule of three" not in page
    assert "The worst errors" not in page


def test_classes_that_nobody_named_are_found_by_their_numbers(
    run_folder: Path, folder: Path, document: Document
) -> None:
    for split in ("train", "val"):
        for number, name in enumerate(("blue", "green", "red")):
            (folder / "data" / split / name).rename(folder / "data" / split / str(number))
    network = "input 3x16x16 -> flatten -> dense 3"
    found = document("evaluate", network, "data", "--weights", "random")
    assert [row["label"] for row in found["classes"]] == ["class 0", "class 1", "class 2"]
    assert "The weights are random." in Path(found["report"]).read_text()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_prediction_is_written(run_folder: Path, folder: Path, document: Document, ending: str) -> None:
    found = document("evaluate", "--network", "colours", "--predictions", f"all.{ending}")
    if ending == "csv":
        with Path("all.csv").open() as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
    else:
        rows = pytest.importorskip("pyarrow.parquet").read_table("all.parquet").to_pylist()
    assert len(rows) == 24
    wrong = {row["photo"] for row in rows if row["truth"] != row["said"]}
    assert wrong == {row["photo"] for row in found["errors"]}
    shares = [sum(float(row[f"probability of {name}"]) for name in ("blue", "green", "red")) for row in rows]
    assert shares == pytest.approx([1] * 24)


def test_a_network_that_is_no_run_searches_the_training_pictures_that_are_named(
    run_folder: Path, folder: Path, document: Document
) -> None:
    """Two training pictures of red are green: only the pictures that it learned from can tell."""
    for name in ("red0", "red1"):
        Image.open("data/train/green/green0.png").save(f"data/train/red/{name}.png")
    weights = str(run_folder / "best.safetensors")
    asked = ("evaluate", "data/val", "--network", weights, "--errors", "1")
    assert document(*asked)["suspected_training_labels"] == []
    found = document(*asked, "--training-data", "data/train")["suspected_training_labels"]
    assert {(row["given"], row["suggested"]) for row in found} == {("red", "green")}


def test_predictions_of_another_kind_are_refused(run_folder: Path, run: Any) -> None:
    assert "ends with .csv or .parquet" in run("evaluate", "colours", "--predictions", "all.xlsx")[2]


def test_the_model_card_says_what_was_measured_last(
    run_folder: Path, folder: Path, document: Document
) -> None:
    (folder / "data" / "val").rename(folder / "holiday")
    document("evaluate", "holiday", "--network", "colours")
    document("export", "--network", "colours", "--to", "safetensors")
    card = (folder / "colours.card.md").read_text()
    assert "Measured on 24 pictures of the split all of `holiday`" in card
    assert "| accuracy | 0.9167 |" in card


def test_an_error_names_the_channels_that_raised_the_wrong_class(
    run_folder: Path, document: Document
) -> None:
    """Green is carried by the second channel, red by the third, each with the weight 3 for its class."""
    for error in document("evaluate", "colours")["errors"]:
        raised = error["raised_by"]
        (unit,) = raised["units"]
        assert unit["unit"] == 1
        assert unit["contribution"] == pytest.approx(3 * unit["value"])
        assert unit["contribution"] + raised["rest"] + raised["bias"] == pytest.approx(raised["difference"])
        assert unit["said_without"] != "green"


def test_a_scan_gives_the_neighbours_and_pages_of_the_channels_behind_the_errors(
    run_folder: Path, document: Document, folder: Path
) -> None:
    pytest.importorskip("pyarrow")
    document("scan", "data", "--network", "colours", "--name", "seen")
    found = document("evaluate", "--network", "colours", "--scan", "seen", "--units", "1")
    assert (found["scan"], found["training_pictures"]) == ("seen", 18)
    assert [one["unit"] for one in found["units_behind_errors"]] == [1]
    for error in found["errors"]:
        # What green adds is alike on the green training pictures.
        assert {one["label"] for one in error["nearest_by_units"]} == {"green"}
        distances = [one["distance"] for one in error["nearest_by_units"]]
        assert distances == sorted(distances)
    (page,) = Path("reports").glob("*.units/*.html")
    assert f"{page.parent.name}/{page.name}" in Path(found["report"]).read_text()
    assert ":1</h1>" in page.read_text()


def test_a_scan_and_training_data_are_not_both_taken(run_folder: Path, run: Any) -> None:
    pytest.importorskip("pyarrow")
    run("scan", "data", "--network", "colours", "--name", "seen")
    asked = ("evaluate", "--network", "colours", "--scan", "seen", "--training-data", "data/train")
    assert "those of the scan or of training_data, got both" in run(*asked)[2]


def test_suspects_are_said_to_be_errors_where_no_training_pictures_are_known(
    run_folder: Path, run: Any
) -> None:
    weights = str(run_folder / "best.safetensors")
    _, out, _ = run("evaluate", "data/val", "--network", weights)
    assert " of the errors, on the network's own word against the label" in out
    assert "with --training-data the pictures that the network learned from are searched as well" in out
    _, out, _ = run("evaluate", "data/val", "--network", weights, "--training-data", "data/train")
    assert "of 18 training pictures, by a classifier that has not seen their labels" in out


def test_that_the_network_learned_from_the_evaluated_pictures_is_said(run_folder: Path, run: Any) -> None:
    weights = str(run_folder / "best.safetensors")
    asked = ("evaluate", "data/train", "--network", weights, "--errors", "0")
    _, out, err = run(*asked, "--training-data", "data/train")
    assert "The network learned from these very pictures" in err
    assert "with --training-data" not in out
    assert "learned from these" not in run(*asked)[2]


def test_a_page_in_french_is_wholly_so_but_for_the_names_of_the_data(
    run_folder: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "en")  # restored after it, as the option stays with the process
    (folder / "data").rename(folder / "small")
    words = ("--language", "fr", "evaluate", "small", "--network", "run:colours", "--out", "f.html")
    said = copy_context().run(typed, *words)
    assert said.code == 0
    page = (folder / "f.html").read_text()
    assert "de small" in page
    assert ">précision</text>" in page
    assert ">confiance</text>" in page
    assert not any(word in page for word in ("nearest pictures", ">maps<", ">precision<", ">confidence<"))


def test_a_run_whose_training_pictures_are_gone_is_judged_by_others(
    run_folder: Path, folder: Path, run: Any, document: Document
) -> None:
    (folder / "data").rename(folder / "kept")
    found = document("evaluate", "kept", "--network", "run:colours", "--split", "val")
    assert found["metrics"]["accuracy"] == pytest.approx(22 / 24)
    assert any("So no nearest training pictures are shown" in note for note in found["notes"])
    code, _, err = run("evaluate", "--network", "run:colours")
    assert code == 2
    assert "There is no data set" in err
