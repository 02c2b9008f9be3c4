"""Reports that are made again from what their files carry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

import convscope
from convscope.errors import ConvscopeError, ImageError, NetworkError, SynthesisError
from convscope.explanation import Attribution
from convscope.network import Network
from convscope.report import Look, look_page, write_page
from convscope.report.comparison import Comparison, document, write_comparison

TEXT = "input 3x24x24 -> conv 6 5x5 -> relu -> flatten -> dense 4"
ASKED: dict[str, Any] = {
    "methods": ["saliency", "smoothgrad"],
    "metrics": ["deletion", "sparseness"],
    "options": {"smoothgrad": {"samples": 3}},
    "target": "class:2",
    "seed": 5,
}
ENDINGS = (".html", ".json", ".csv", ".tex", ".svg", ".pdf")


@pytest.fixture(scope="module")
def network() -> Network:
    return convscope.open_network(TEXT, weights="random", seed=3)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(data.chelsea()).save("cat.png")
    Image.fromarray(data.coffee()).save("coffee.png")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_comparison_is_made_again_from_each_of_its_files(ending: str, network: Network) -> None:
    made = convscope.compare(network, ["cat.png", "coffee.png"], **ASKED)
    write_comparison(made, Path(f"a{ending}"))
    again = convscope.reproduce(f"a{ending}")
    assert isinstance(again, Comparison)
    timed = {"seconds"}
    for before, after in zip(document(made)["methods"], document(again)["methods"], strict=True):
        assert {k: v for k, v in before.items() if k not in timed} == {
            k: v for k, v in after.items() if k not in timed
        }
    assert again.record == made.record


def test_a_look_is_made_again_from_its_page(network: Network) -> None:
    made = convscope.look(network, "cat.png", methods=["saliency"], seed=5)
    write_page(Path("a.html"), look_page(made))
    again = convscope.reproduce("a.html")
    assert isinstance(again, Look)
    assert again.document() == made.document()
    assert again.record == made.record


@pytest.mark.parametrize("ending", [".pdf", ".svg"])
def test_an_attribution_is_made_again_from_its_figure(ending: str, network: Network) -> None:
    made = convscope.explain(network, "cat.png", "saliency", "class:2")
    made.save(f"a(1)é\\{ending}")
    again = convscope.reproduce(f"a(1)é\\{ending}")
    assert isinstance(again, Attribution)
    np.testing.assert_array_equal(again.values, made.values)


def test_another_seed_finds_other_figures(network: Network) -> None:
    made = convscope.compare(network, ["cat.png"], **ASKED)
    other = convscope.compare(network, ["cat.png"], **{**ASKED, "seed": 6})
    assert made.manifest()["found"] != other.manifest()["found"]


def test_the_annotations_folder_is_part_of_what_was_asked(network: Network) -> None:
    drawn = np.zeros(data.chelsea().shape[:2], dtype=np.uint8)
    drawn[50:200, 100:300] = 255
    Path("objects").mkdir()
    Image.fromarray(drawn).save("objects/cat.png")
    asked = {**ASKED, "metrics": ["iou"]}
    write_comparison(convscope.compare(network, ["cat.png"], **asked, regions="objects"), Path("a.json"))
    again = convscope.reproduce("a.json")
    assert isinstance(again, Comparison)
    assert again.manifest()["found"] == json.loads(Path("a.json").read_text())["manifest"]["found"]
    Image.fromarray(255 - drawn).save("objects/cat.png")
    with pytest.raises(SynthesisError, match="objects has changed since"):
        convscope.reproduce("a.json")


def test_what_was_given_in_memory_is_said_to_be_missing(network: Network) -> None:
    import torch

    region = torch.zeros(24, 24, dtype=torch.bool)
    region[4:9] = True
    made = convscope.compare(network, ["cat.png"], **ASKED, regions={"cat.png": region})
    write_comparison(made, Path("a.json"))
    with pytest.raises(SynthesisError, match="regions given in memory"):
        convscope.reproduce("a.json")


def test_another_photo_or_none_is_refused(network: Network) -> None:
    write_comparison(convscope.compare(network, ["cat.png"], **ASKED), Path("a.html"))
    Image.fromarray(data.coffee()).save("cat.png")
    with pytest.raises(SynthesisError, match=r"cat\.png has changed since"):
        convscope.reproduce("a.html")
    Path("cat.png").unlink()
    with pytest.raises(SynthesisError, match=r"'cat\.png', which is no longer there"):
        convscope.reproduce("a.html")


def test_other_weights_are_refused(network: Network) -> None:
    write_comparison(convscope.compare(network, ["cat.png"], **ASKED), Path("a.html"))
    with pytest.raises(SynthesisError, match="digest"):
        convscope.reproduce("a.html", convscope.open_network(TEXT, weights="random", seed=4))


def test_a_report_gives_no_consent_to_run_code(network: Network) -> None:
    Path("net.py").write_text("raise SystemExit('ran')")
    write_comparison(convscope.compare(network, ["cat.png"], **ASKED), Path("a.json"))
    read = json.loads(Path("a.json").read_text())
    read["manifest"]["networks"]["network"]["opening"] |= {
        "spec": "net.py:make",
        "weights": None,
        "run_code": True,
    }
    Path("a.json").write_text(json.dumps(read))
    with pytest.raises(NetworkError, match="run"):
        convscope.reproduce("a.json")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_foreign_file_is_refused_in_one_sentence(ending: str) -> None:
    Path(f"own{ending}").write_text('{"manifest": [1]}')
    with pytest.raises(SynthesisError, match="does not say how it was made"):
        convscope.reproduce(f"own{ending}")


@pytest.mark.parametrize("ending", [*ENDINGS, ".png"])
def test_what_is_missing_or_no_text_is_refused(ending: str) -> None:
    with pytest.raises(ImageError, match=f"There is no file none{ending}"):
        convscope.reproduce(f"none{ending}")
    Path(f"bytes{ending}").write_bytes(bytes(range(256)))
    with pytest.raises(ConvscopeError):
        convscope.reproduce(f"bytes{ending}")


def test_a_file_of_another_kind_is_refused() -> None:
    Path("notes.txt").write_text("hello")
    with pytest.raises(ImageError, match="is no file that says how it was made"):
        convscope.reproduce("notes.txt")


@pytest.mark.parametrize(
    "changes",
    [{"asked": {}}, {"read": []}, {"networks": 3}, {"made": "nothing"}, {"made": [1]}, {"made": "unit"}],
    ids=str,
)
@pytest.mark.parametrize("made", ["look", "comparison"])
def test_a_report_that_says_nonsense_is_refused(made: str, changes: dict[str, Any], network: Network) -> None:
    if made == "look":
        write_page(Path("a.html"), look_page(convscope.look(network, "cat.png", methods=["saliency"])))
    else:
        write_comparison(convscope.compare(network, ["cat.png"], **ASKED), Path("a.html"))
    text = Path("a.html").read_text()
    carried = re.search(r'id="made">(.*?)</script>', text, re.DOTALL)
    assert carried
    nonsense = json.dumps({**json.loads(carried[1]), **changes})
    Path("a.html").write_text(text.replace(carried[1], nonsense))
    with pytest.raises(ConvscopeError):
        convscope.reproduce("a.html")


@pytest.mark.parametrize(
    "asked", [{"methods": 7}, {"seed": "zero"}, {"options": [1]}, {"sources": 3}], ids=str
)
def test_arguments_of_another_type_are_told_in_one_sentence(asked: dict[str, Any], network: Network) -> None:
    write_comparison(convscope.compare(network, ["cat.png"], **ASKED), Path("a.json"))
    numbers = json.loads(Path("a.json").read_text())
    numbers["manifest"]["asked"] |= asked
    Path("a.json").write_text(json.dumps(numbers))
    with pytest.raises(ConvscopeError) as refused:
        convscope.reproduce("a.json")
    assert refused.value.message.startswith("What the file says of compare is not what compare takes: ")
