"""`convscope trace` as a user types it."""

from pathlib import Path

import pytest
import skimage.data
import torch
from PIL import Image

from cli.typed import typed
from convscope import open_network


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("photos") / "cat.png"
    Image.fromarray(skimage.data.cat()).save(path)
    return str(path)


@pytest.mark.parametrize(
    ("unit", "layer", "index"),
    [
        ("conv_stem:3@0,111", "conv_stem", (3, 0, 111)),
        ("blocks.1:12@7,7", "blocks.1", (12, 7, 7)),
        ("bn2.act:5@6,0", "bn2.act", (5, 6, 0)),
        ("global_pool:7", "global_pool", (7,)),
        ("class:281", "classifier", (281,)),
    ],
)
def test_the_worked_value_is_the_networks_activation(
    photo: str, unit: str, layer: str, index: tuple[int, ...]
) -> None:
    document = typed("trace", photo, unit, "--json").document
    activation = float(open_network("efficientnet-lite0").activations(photo, [layer])[layer][index])
    assert document["value"] == pytest.approx(activation, rel=1e-5, abs=1e-6)
    assert document["worked"] == pytest.approx(document["value"], rel=1e-5, abs=1e-6)
    assert document["difference"] == pytest.approx(document["worked"] - document["value"])
    assert document["steps"][-1]["value"] == document["worked"]


def test_the_document_shows_window_products_sum_batch_norm_and_addition(photo: str) -> None:
    document = typed("trace", photo, "blocks.1:12@7,7", "--json").document
    assert {"photo", "network", "unit", "value", "steps", "receptive_field"} <= document.keys()
    convolution, batch_norm, add = document["steps"]
    assert [step["operation"] for step in document["steps"]] == ["conv", "batch_norm", "add"]
    strongest = convolution["channels"][0]
    assert strongest["products"][0][0] == pytest.approx(
        strongest["window"][0][0] * strongest["weights"][0][0]
    )
    assert batch_norm["value"] == pytest.approx(
        batch_norm["scale"] * convolution["value"] + batch_norm["shift"]
    )
    assert add["value"] == pytest.approx(sum(read["value"] for read in add["operands"]))


def test_the_padding_is_seen_in_the_window(photo: str) -> None:
    out = typed("trace", photo, "conv_stem:3@111,111").out
    assert "conv conv_stem, element 3,111,111, of input rows 222 to 224, columns 222 to 224" in out
    assert "[0]" in out


def test_a_person_reads_the_sum_and_what_follows(photo: str) -> None:
    out = typed("trace", photo, "blocks.1:12@7,7").out
    for words in ("other channels:", "(the rest)", "scale = ", "shift = ", "a difference of", "19x19 pixels"):
        assert words in out


def test_the_picture_shows_the_strongest_channels(photo: str, tmp_path: Path) -> None:
    picture = tmp_path / "step.svg"
    result = typed("trace", photo, "blocks.1:12@7,7", "--picture", str(picture), "--json")
    drawn = picture.read_text()
    for channel in result.document["steps"][0]["channels"][:4]:
        assert f">Channel {channel['channel']}<" in drawn
    assert drawn.count(">Products<") == 4
    assert "batch_norm" in drawn


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["blocks.1:12@99,7"], "no row 99"),
        (["blocks.1"], "One number of the network was expected"),
        (["blocks.77:1@0,0"], "no layer"),
        (["class:281", "--picture", "step.svg"], "worked out by linear"),
        (["blocks.1:12@7,7", "--picture", "step.png"], "The picture is an SVG"),
    ],
)
def test_what_cannot_be_traced_is_refused(photo: str, words: list[str], says: str) -> None:
    result = typed("trace", photo, *words)
    assert result.code == 2
    assert says in result.err


def test_a_file_that_is_no_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_text("meow")
    result = typed("trace", str(tmp_path / "cat.png"), "conv_stem:0@0,0", "--json")
    assert result.code == 2
    assert result.document["error"]["kind"] == "image"


def test_an_operation_without_a_worked_form_says_so(photo: str, tmp_path: Path) -> None:
    program = tmp_path / "soft.pt2"
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.Softmax(1))
    batch = torch.export.Dim("batch")
    torch.export.save(
        torch.export.export(module, (torch.zeros(2, 3, 32, 32),), dynamic_shapes=({0: batch},)), program
    )
    out = typed("trace", photo, "1:0@3,3", "--network", str(program)).out
    assert "has no worked form; the graph computes" in out
    assert "reads 0 (2x30x30)" in out
