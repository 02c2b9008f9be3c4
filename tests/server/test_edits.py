"""Edits by the routes are those of Python."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convscope
from server.client import Served, array_of

EDITS = "pixel@3,4>9,12*3=#10c040; 2:3=0; 4.weight[1,2,0,0]=0.5"


def asked(served: Served, what: str, **words: Any) -> Any:
    return served.get(f"photos/{served.id}/{what}", params=words)


def test_the_changes_are_those_of_python(served: Served) -> None:
    rows = asked(served, "edited", edits=EDITS).json()["changes"]
    expected = convscope.edit(served.network, served.photo, EDITS).changes()
    for place in ("before", "after"):
        found = [(row[place]["label"], row[place]["value"]) for row in rows]
        assert found == [(getattr(one, place).label, getattr(one, place).value) for one in expected]


def test_the_edits_are_said_as_they_were_understood(served: Served) -> None:
    assert asked(served, "edited", edits=" 2:3=0.0;;2:3=0 ").json()["edits"] == ["2:3=0", "2:3=0"]


@pytest.mark.parametrize("layer", ["0", "3", "8"])
def test_the_maps_are_those_of_python(served: Served, layer: str) -> None:
    found = array_of(asked(served, "edited/maps", edits=EDITS, layer=layer, count=4096))
    expected = convscope.edit(served.network, served.photo, EDITS).activations([layer])[layer]
    assert np.array_equal(found, expected.numpy())


def test_a_channel_that_is_off_is_zero_and_was_not(served: Served) -> None:
    before = array_of(asked(served, "edited/maps", edits="", layer="2", first=3))
    after = array_of(asked(served, "edited/maps", edits="2:3=0", layer="2", first=3))
    assert before.any()
    assert not after.any()


def test_the_picture_is_painted_at_once_and_nowhere_else(served: Served) -> None:
    plain, painted = (
        np.asarray(Image.open(io.BytesIO(asked(served, "edited/picture", edits=edits).content)))
        for edits in ("", "pixel@5,6*3=#ff0000")
    )
    differs = (plain != painted).any(2)
    assert (painted[4:7, 5:8] == (255, 0, 0)).all()
    differs[4:7, 5:8] = False
    assert not differs.any()


def test_without_edits_the_picture_is_the_photo(served: Served) -> None:
    plain = np.asarray(Image.open(io.BytesIO(asked(served, "edited/picture").content)))
    photo = np.asarray(Image.open(io.BytesIO(asked(served, "picture").content)))
    assert np.array_equal(plain, photo)


def test_a_tensor_is_the_networks(served: Served) -> None:
    found = array_of(served.get("tensor", params={"name": "2.weight", "first": 3, "count": 1}))
    assert np.array_equal(found, served.network.graph().tensors["2.weight"][3:4].numpy())


def test_each_layer_names_the_tensors_of_its_weights_and_biases(served: Served) -> None:
    rows = {row["address"]: (row["weight"], row["bias"]) for row in served.get("layers").json()}
    assert rows["2"] == ("2.weight", "2.bias")
    assert rows["3"] == ("", "")


@pytest.mark.parametrize(
    ("edits", "status"),
    [("nothing", 422), ("pixel@99,99=#000000", 422), ("2:99=0", 404), ("x.weight[0]=1", 404)],
)
def test_what_cannot_be_edited_is_told(served: Served, edits: str, status: int) -> None:
    answer = asked(served, "edited", edits=edits)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_an_edit_is_computed_once(served: Served) -> None:
    first = asked(served, "edited", edits="2:3=0")
    headers = {"If-None-Match": first.headers["etag"]}
    again = served.get(f"photos/{served.id}/edited", params={"edits": "2:3=0.0"}, headers=headers)
    assert again.status_code == 304
