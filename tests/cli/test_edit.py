"""`convscope edit` as a user types it."""

from pathlib import Path

import numpy as np
from PIL import Image

from cli.typed import typed
from convscope import open_network

NETWORK = ("--network", "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 3", "--weights", "random")


def photo_in(folder: Path) -> str:
    path = folder / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (12, 12, 3), np.uint8)).save(path)
    return str(path)


def test_the_document_says_what_the_network_says_before_and_after(tmp_path: Path) -> None:
    photo = photo_in(tmp_path)
    document = typed("edit", photo, "relu1:2=0", "conv1.bias[1]=3", *NETWORK, "--json").document
    assert document["edits"] == "relu1:2=0; conv1.bias[1]=3"
    for place, edits in enumerate((None, document["edits"])):
        network = open_network(NETWORK[1], weights="random", edits=edits)
        expected = {one.index: one.value for one in network.predict(photo)}
        found = {one["index"]: one["value"][place] for one in document["predictions"]}
        assert found.keys() == expected.keys()
        assert all(abs(found[index] - expected[index]) < 1e-5 for index in expected)


def test_the_edited_photo_is_written_as_the_network_sees_it(tmp_path: Path) -> None:
    picture = tmp_path / "edited.png"
    typed("edit", photo_in(tmp_path), "pixel@2,3=#0a141e", *NETWORK, "--picture", str(picture), "--json")
    assert np.asarray(Image.open(picture))[2, 3].tolist() == [10, 20, 30]


def test_a_person_is_shown_both_columns(tmp_path: Path) -> None:
    out = typed("edit", photo_in(tmp_path), "relu1:2=0", *NETWORK).out
    assert "before" in out
    assert "after" in out


def test_an_edit_of_a_network_is_an_option_of_every_command(tmp_path: Path) -> None:
    photo = photo_in(tmp_path)
    document = typed("trace", photo, "relu1:2@3,3", *NETWORK, "--edits", "relu1:2=0.25", "--json").document
    assert document["value"] == 0.25


def test_nothing_to_edit_is_told(tmp_path: Path) -> None:
    assert typed("edit", photo_in(tmp_path), *NETWORK).code == 2


def test_a_photo_is_not_edited_where_a_network_opens(tmp_path: Path) -> None:
    found = typed("predict", photo_in(tmp_path), *NETWORK, "--edits", "pixel@1,1=#ff0000")
    assert found.code == 2
