"""What the server says of units is what Python says, with a scan and without."""

import io
from pathlib import Path

import pytest
from PIL import Image

import convscope
from convscope.examine.scans import Scan
from convscope.examine.units.effects import effects
from convscope.examine.units.own_kernel import own_kernel
from server.client import Served, scan_of_toy

UNIT = "2:3"


@pytest.fixture
def scan(served: Served) -> Scan:
    """Of the toy network and ten photos, opened by the server."""
    pytest.importorskip("datasketches")
    made = scan_of_toy(served.folder)
    served.scan = made
    return made


def test_the_place_of_the_highest_value_is_where_the_map_has_it(served: Served) -> None:
    found = served.get(f"photos/{served.id}/unit", params={"unit": UNIT}).json()
    values = served.network.activations(served.photo, ["2"])["2"][3].numpy()
    assert found["highest"] == float(values.max())
    assert values[tuple(found["place"])] == values.max()
    assert sum(found["histogram"]["counts"]) == values.size
    assert found["below"] is None


def test_the_kernel_is_that_of_python(served: Served) -> None:
    found = served.get("unit", params={"unit": UNIT}).json()["kernel"]
    graph = served.network.graph()
    expected = own_kernel(graph, graph.find("2"), 3)
    assert expected is not None
    assert {name: found[name] for name in ("layer", "reads", "norm", "inputs")} == {
        name: expected.document()[name] for name in ("layer", "reads", "norm", "inputs")
    }


@pytest.mark.parametrize("expanded", [False, True])
def test_the_kernel_can_be_seen(served: Served, expanded: bool) -> None:
    answer = served.get("unit/kernel", params={"unit": UNIT, "expanded": expanded})
    assert Image.open(io.BytesIO(answer.content)).width > 40


def test_what_follows_from_a_unit_on_the_photo_is_that_of_python(served: Served) -> None:
    found = served.get(f"photos/{served.id}/effects", params={"unit": UNIT}).json()
    graph = served.network.graph()
    following, classes = effects(served.network, graph.find("2"), 3, [served.network.photo(served.photo)])
    assert following is not None
    assert classes is not None
    assert [row["label"] for row in found["next"]["raised"]] == [one.label for one in following.raised]
    assert [row["change"] for row in found["classes"]["lowered"]] == [one.change for one in classes.lowered]


@pytest.mark.parametrize("unit", ["2:12", "2:x", "nothing:1", "2"])
def test_a_unit_that_is_none_is_told(served: Served, unit: str) -> None:
    assert served.get("unit", params={"unit": unit}).status_code == 404


def test_without_a_scan_the_page_is_told_so(served: Served) -> None:
    assert served.get("scan").json() is None
    assert served.get("scan/unit", params={"unit": UNIT}).status_code == 404


def test_the_strongest_photos_are_those_of_the_scan(served: Served, scan: Scan) -> None:
    found = served.get("scan/unit", params={"unit": UNIT}).json()
    expected = scan.unit(UNIT)
    assert [(one["photo"], one["value"]) for one in found["exemplars"]] == [
        (one.photo, one.value) for one in expected.exemplars[:9]
    ]
    assert found["quantiles"] == expected.document()["quantiles"]


@pytest.mark.parametrize("what", ["strongest", "weakest", "guided", "deconvnet", "strongest-photos"])
def test_each_strongest_photo_has_a_tile(served: Served, scan: Scan, what: str) -> None:
    answer = served.get("scan/unit/fields", params={"unit": UNIT, "what": what})
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == 9 * picture.height


def test_the_effects_are_those_of_the_report(served: Served, scan: Scan) -> None:
    found = served.get("scan/unit/effects", params={"unit": UNIT}).json()
    study = convscope.unit(UNIT, scan, network=served.network)
    assert study.classes is not None
    assert [row["change"] for row in found["classes"]["raised"]] == [
        one.change for one in study.classes.raised
    ]


def test_a_photo_of_the_scan_is_asked_about_as_any_other(served: Served, scan: Scan) -> None:
    photo = served.ask("POST", "/api/scan/photos/4/shelf").json()
    assert photo["name"] == "4.png"
    found = served.get(f"photos/{photo['id']}/unit", params={"unit": UNIT}).json()
    sample = scan.summary("2").sample
    of_photo = sample.highest[list(sample.photos).index(4), 3]
    assert found["highest"] == pytest.approx(of_photo, rel=1e-5)
    assert found["below"] == pytest.approx(float((sample.highest[:, 3] < of_photo).mean()), abs=0.1)


def test_the_units_that_respond_most_are_compared_with_the_scan(served: Served, scan: Scan) -> None:
    found = served.get(f"photos/{served.id}/responding", params={"layer": "2"}).json()
    highest = served.network.activations(served.photo, ["2"])["2"].flatten(1).amax(1).numpy()
    known = scan.summary("2").sample.highest
    expected = (highest - known.mean(0)) / known.std(0)
    assert found[0]["unit"] == f"2:{int(expected.argmax())}"
    assert found[0]["deviation"] == pytest.approx(float(expected.max()), rel=1e-4)


def test_no_photo_beside_those_of_the_scan_is_reached(served: Served, scan: Scan) -> None:
    assert served.get("scan/photos/10/picture").status_code == 404
    assert served.get("scan/thumbnails", params={"photos": "0,10"}).status_code == 404
    assert served.get("scan/thumbnails", params={"photos": "../a"}).status_code == 422


def test_a_photo_that_has_changed_since_the_scan_is_told(served: Served, scan: Scan, tmp_path: Path) -> None:
    served.get("scan")
    Image.new("RGB", (40, 36)).save(tmp_path / "scanned" / "3.png")
    answer = served.get("scan/photos/3/picture")
    assert (answer.status_code, "3.png has changed" in answer.json()["error"]["message"]) == (422, True)
