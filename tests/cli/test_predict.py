"""`convscope predict` as a user types it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from convscope import open_network
from labelled_pictures import COLOURS, colour_run, picture, write_pictures


@pytest.fixture
def colours(folder: Path) -> Path:
    colour_run(folder / "runs" / "colours", write_pictures(folder / "data", train=1, val=1, wrong=0))
    for name, colour in COLOURS.items():
        picture(colour, 7).save(folder / f"{name}.png")
    return folder


def read(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_line_a_photo_in_the_order_given(colours: Path, run: Any) -> None:
    code, out, err = run("predict", "colours", "red.png", "blue.png")
    assert (code, err) == (0, "")
    found = read(out)
    assert [(line["photo"], line["predictions"][0]["label"]) for line in found] == [
        ("red.png", "red"),
        ("blue.png", "blue"),
    ]
    assert sum(p["probability"] for p in found[0]["predictions"]) == pytest.approx(1)


def test_the_lines_are_what_the_network_says_of_each_alone(colours: Path, run: Any) -> None:
    """Forty photos are two batches."""
    for number in range(40):
        picture(COLOURS["red"], number).save(colours / "data" / f"{number:02}.png")
    _, out, _ = run("predict", "colours", "data", "--top", "1", "--json")
    found = read(out)
    assert [line["photo"] for line in found] == sorted(str(p) for p in Path("data").rglob("*.png"))
    network = open_network("run:colours")
    for line in found[::7]:
        alone = network.predict(line["photo"], top=1)[0]
        assert line["predictions"] == [
            {
                "index": alone.index,
                "label": alone.label,
                "synset": None,
                "probability": pytest.approx(alone.probability),
            }
        ]


def test_a_broken_photo_gets_a_line_and_the_rest_is_done(colours: Path, run: Any) -> None:
    (colours / "broken.png").write_bytes(b"no picture")
    code, out, err = run("predict", "colours", "red.png", "broken.png", "nowhere.png", "blue.png")
    assert code == 2
    found = read(out)
    assert [line["photo"] for line in found] == ["red.png", "broken.png", "nowhere.png", "blue.png"]
    assert found[1]["error"]["kind"] == "image"
    assert "broken.png is not an image" in found[1]["error"]["message"]
    assert found[3]["predictions"][0]["label"] == "blue"
    assert [line.partition(" ")[0] for line in err.splitlines()] == ["convscope:"] * 2


def test_a_person_at_a_terminal_reads_words(
    colours: Path, run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, _ = run("predict", "colours", "red.png")
    assert code == 0
    assert out.startswith("red.png  red ")
    assert run("predict", "colours", "red.png", "--json")[1].startswith('{"photo"')


def test_lines_in_a_file_are_written_whole(
    colours: Path, folder: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run("predict", "colours", "red.png", "--out", "found.jsonl")
    assert (code, out) == (0, "")
    assert read(Path("found.jsonl").read_text())[0]["photo"] == "red.png"

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", interrupted)
    before = sorted(folder.iterdir())
    code, _, err = run("predict", "colours", "blue.png", "--out", "found.jsonl")
    assert (code, sorted(folder.iterdir())) == (130, before)
    assert "interrupted" in err


def test_an_unknown_run_is_said_in_one_sentence(folder: Path, run: Any) -> None:
    code, out, err = run("predict", "run:nobody", "cat.png")
    assert (code, out) == (2, "")
    assert "There is no run 'nobody'" in err


def test_any_network_predicts(folder: Path, run: Any) -> None:
    code, out, _ = run("predict", "efficientnet-lite0", "cat.png", "--top", "1")
    assert code == 0
    assert read(out)[0]["predictions"][0]["synset"] == "n02123159"


def test_the_nearest_training_pictures_stand_beside_a_prediction(folder: Path, run: Any) -> None:
    colour_run(folder / "runs" / "colours", write_pictures(folder / "data", train=6, val=1, wrong=0))
    picture(COLOURS["red"], 7).save(folder / "red.png")
    _, out, _ = run("predict", "red.png", "--network", "colours", "--training-data", "data")
    (line,) = read(out)
    assert {near["label"] for near in line["nearest"]} == {"red"}
    assert all(near["photo"].startswith("train/red/") for near in line["nearest"])
    similarities = [near["similarity"] for near in line["nearest"]]
    assert similarities == sorted(similarities, reverse=True)
    assert len(similarities) == 5


def test_the_picture_itself_is_not_beside_its_prediction(folder: Path, run: Any) -> None:
    data = write_pictures(folder / "data", train=6, val=1, wrong=0)
    colour_run(folder / "runs" / "colours", data)
    own = min((data / "train" / "red").iterdir())
    (line,) = read(run("predict", str(own), "--network", "colours", "--training-data", "data")[1])
    assert len(line["nearest"]) == 5
    assert own.name not in {Path(near["photo"]).name for near in line["nearest"] if near["label"] == "red"}


def test_a_scan_gives_the_same_neighbours_as_reading_its_pictures(folder: Path, run: Any) -> None:
    pytest.importorskip("pyarrow")
    colour_run(folder / "runs" / "colours", write_pictures(folder / "data", train=6, val=1, wrong=0))
    picture(COLOURS["blue"], 7).save(folder / "blue.png")
    run("scan", "data", "--network", "colours", "--name", "seen", "--split", "train", "--quiet")
    asked = ("predict", "blue.png", "--network", "colours")
    (read_again,) = read(run(*asked, "--training-data", "data")[1])
    (scanned,) = read(run(*asked, "--scan", "seen")[1])
    assert [one["photo"] for one in scanned["nearest"]] == [one["photo"] for one in read_again["nearest"]]
    assert [one["similarity"] for one in scanned["nearest"]] == pytest.approx(
        [one["similarity"] for one in read_again["nearest"]], abs=1e-5
    )


def test_a_person_reads_the_neighbours_below_the_prediction(
    folder: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    colour_run(folder / "runs" / "colours", write_pictures(folder / "data", train=6, val=1, wrong=0))
    picture(COLOURS["red"], 7).save(folder / "red.png")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    _, out, _ = run("predict", "red.png", "--network", "colours", "--training-data", "data")
    assert out.splitlines()[-1].startswith("  nearest: red")


def test_training_data_that_are_not_there_are_said(colours: Path, run: Any) -> None:
    code, _, err = run("predict", "red.png", "--network", "colours", "--training-data", "nowhere")
    assert code == 2
    assert "nowhere" in err
