"""`convscope export` as a user types it, and the model card."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labelled_pictures import colour_run, write_pictures

Document = Callable[..., dict[str, Any]]


@pytest.fixture
def colours(folder: Path) -> Path:
    return colour_run(folder / "runs" / "colours", write_pictures(folder / "data")).folder


def test_a_run_is_exported_with_its_card_beside_it(colours: Path, folder: Path, document: Document) -> None:
    found = document("export", "colours", "--to", "safetensors")
    assert found["files"] == ["colours.safetensors", "colours.card.md", "convscope.toml"]
    assert found["difference"] < 1e-4
    card = (folder / "colours.card.md").read_text()
    assert card.startswith("# colours\n\nA classifier of 3 classes;")
    assert "blue, green, red" in card
    assert "`convscope evaluate` measures more" in card
    assert "colours.safetensors gives the same scores within" in card


def test_the_card_tells_what_was_measured(colours: Path, folder: Path, document: Document) -> None:
    document("evaluate", "colours")
    document("export", "colours", "--to", "pt2", "--out", "there/net.pt2")
    card = (folder / "there" / "net.card.md").read_text()
    assert "Measured on 24 pictures of the split val" in card
    assert "| accuracy | 0.9167 |" in card
    assert "It classified 2 of the pictures of red as green." in card


def test_the_card_tells_no_folder_of_this_machine(folder: Path, tmp_path: Path, document: Document) -> None:
    colours = colour_run((folder / "runs" / "colours").absolute(), write_pictures(folder.absolute() / "data"))
    place = str(folder.absolute() / "data")
    document("evaluate", str(place), "--network", str(colours.folder.absolute()))
    document("export", "colours", "--to", "safetensors")
    weights = str((colours.folder / "best.safetensors").absolute())
    document("export", "--network", weights, "--to", "safetensors", "--out", "again.safetensors")
    for card in ("colours.card.md", "again.card.md"):
        assert str(folder.absolute()) not in Path(card).read_text()
    assert "trained on data." in Path("colours.card.md").read_text()


def test_figures_of_other_weights_are_not_told(colours: Path, folder: Path, document: Document) -> None:
    document("evaluate", "colours")
    kept = colours / "evaluation.json"
    kept.write_text(kept.read_text().replace('"digest": "', '"digest": "0'))
    document("export", "colours", "--to", "safetensors")
    assert "Nothing else was measured" in (folder / "colours.card.md").read_text()


def test_a_network_that_nobody_trained_says_so_on_its_card(folder: Path, document: Document) -> None:
    document("export", "convscope/lenet5", "--weights", "random", "--to", "safetensors")
    assert "it was not trained" in (folder / "lenet5.card.md").read_text()


def test_what_was_found_is_printed(colours: Path, run: Any) -> None:
    code, out, _ = run("export", "colours", "--to", "safetensors")
    assert code == 0
    assert "checked on 4 photos: scores differ from the original's by at most" in out


def test_an_unknown_format_is_a_usage_error(folder: Path, run: Any) -> None:
    code, _, err = run("export", "efficientnet-lite0", "--to", "onx")
    assert code == 2
    assert "onnx" in err
