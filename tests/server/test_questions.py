"""What the server says is what Python says, to the bit, and is computed once."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import convscope
from convscope.examine.weights.layer_weights import kernels_of, weighted_layer
from convscope.registry import methods
from convscope.server.layer_values import LayerValues
from server.client import Served, array_of
from toy_classifier import toy_network

LAYER = "2"


def test_the_maps_of_a_layer_are_those_of_python(served: Served) -> None:
    found = array_of(served.get(f"photos/{served.id}/maps", params={"layer": LAYER, "dtype": "float32"}))
    expected = served.network.activations(served.photo, [LAYER])[LAYER].numpy()
    assert np.array_equal(found, expected)


def test_maps_in_half_precision_are_the_nearest_halves(served: Served) -> None:
    found = array_of(served.get(f"photos/{served.id}/maps", params={"layer": LAYER}))
    expected = served.network.activations(served.photo, [LAYER])[LAYER].numpy()
    assert np.array_equal(found, expected.astype(np.float16))


def test_a_part_of_a_layer_is_that_part(served: Served) -> None:
    asked = {"layer": LAYER, "first": 3, "count": 2, "dtype": "float32"}
    found = array_of(served.get(f"photos/{served.id}/maps", params=asked))
    assert np.array_equal(found, served.network.activations(served.photo, [LAYER])[LAYER].numpy()[3:5])


def test_the_range_is_that_of_the_values(served: Served) -> None:
    answer = served.get(f"photos/{served.id}/maps", params={"layer": LAYER})
    expected = served.network.activations(served.photo, [LAYER])[LAYER]
    low, high = map(float, answer.headers["x-convscope-range"].split(","))
    assert (low, high) == (float(expected.min()), float(expected.max()))


def test_the_predictions_are_those_of_python(served: Served) -> None:
    rows = served.get(f"photos/{served.id}/predictions").json()
    expected = convscope.predict(served.network, served.photo)
    assert [(row["label"], row["probability"], row["value"]) for row in rows] == [
        (one.label, one.probability, one.value) for one in expected
    ]


def test_amounts_are_written_as_the_language_has_them(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "fr")
    amounts = [row["amount"] for row in served.get(f"photos/{served.id}/predictions?top=2").json()]
    assert all(re.fullmatch(r"\d+,\d\u00a0%", amount) for amount in amounts)


def test_the_layers_are_those_of_python(served: Served) -> None:
    rows = served.get("layers").json()
    expected = convscope.layers(served.network).document()["layers"]
    own = ("has_kernels", "weight", "bias", "also", "reads")
    assert [{k: v for k, v in row.items() if k not in own} for row in rows] == json.loads(
        json.dumps(expected)
    )


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner: torch.Tensor = self.inner(x)
        return x + inner


def test_a_layer_reads_the_layers_whose_values_it_is_computed_from(tmp_path: Path) -> None:
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5))
    network = toy_network(nn.Sequential(nn.Conv2d(3, 4, 3), Residual(), *head))
    reads = {row["address"]: row["reads"] for row in Served(tmp_path, network).get("layers").json()}
    assert reads["0"] == []
    assert reads["1.inner"] == ["0"]
    assert reads["1"] == ["0", "1.inner"]


def test_a_layer_tells_the_modules_whose_result_it_is(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), nn.Flatten(), nn.Linear(3600, 5))
    rows = Served(tmp_path, toy_network(module)).get("layers").json()
    assert {row["address"]: row["also"] for row in rows} == {
        "0.0": [],
        "0.1": ["0"],
        "1": [],
        "2": ["output"],
    }


def test_the_kernels_are_the_weights(served: Served) -> None:
    graph = served.network.graph()
    expected = kernels_of(graph, weighted_layer(graph, LAYER))
    assert np.array_equal(array_of(served.get("kernels", params={"layer": LAYER})), expected.astype("f4"))


def test_each_layer_that_says_so_has_kernels(served: Served) -> None:
    for row in served.get("layers").json():
        status = served.get("kernels", params={"layer": row["address"]}).status_code
        assert (status == 200) == row["has_kernels"]


@pytest.mark.parametrize(
    "method", ["grad-cam", "saliency", "integrated-gradients", "occlusion", "smoothgrad"]
)
def test_an_attribution_is_that_of_python(served: Served, method: str) -> None:
    answer = served.get(f"photos/{served.id}/attributions/{method}", params={"target": "class:four"})
    expected = convscope.explain(served.network, served.photo, method, "class:four")
    assert np.array_equal(array_of(answer), expected.values)
    assert json.loads(answer.headers["x-convscope-about"])["target"] == expected.target


def test_a_methods_options_are_those_of_the_registry(served: Served) -> None:
    asked = {"samples": 3, "seed": 5}
    answer = served.get(f"photos/{served.id}/attributions/smoothgrad", params=asked)
    expected = convscope.explain(served.network, served.photo, "smoothgrad", samples=3, seed=5)
    assert np.array_equal(array_of(answer), expected.values)


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"samples": "many"}, {"nothing": 1}])
def test_an_option_that_the_registry_refuses_is_refused(served: Served, wrong: dict[str, Any]) -> None:
    answer = served.get(f"photos/{served.id}/attributions/smoothgrad", params=wrong)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "request")


def test_a_unit_worked_out_is_that_of_python(served: Served) -> None:
    found = served.get(f"photos/{served.id}/element", params={"unit": "2:3@4,5"}).json()
    expected = convscope.trace(served.network, served.photo, "2:3@4,5")
    assert (found["value"], found["worked"]) == (expected.value, expected.worked)
    assert [step["address"] for step in found["steps"]] == [step.node.address for step in expected.steps]


def test_the_picture_is_what_the_network_sees(served: Served) -> None:
    answer = served.get(f"photos/{served.id}/picture")
    seen = convscope.explain(served.network, served.photo, "saliency").view
    assert seen is not None
    assert np.array_equal(served.network.photo(answer.content).pixels, seen)


def test_a_browser_that_has_an_answer_gets_no_second_one(served: Served) -> None:
    asked = {"params": {"layer": LAYER}}
    first = served.get(f"photos/{served.id}/maps", **asked)
    again = served.get(f"photos/{served.id}/maps", **asked, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_question_is_computed_once_also_after_a_restart(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"params": {"layer": LAYER}}
    first = served.get(f"photos/{served.id}/maps", **asked)
    monkeypatch.delattr(LayerValues, "of")  # nothing can be computed any more
    again = Served(tmp_path).get(f"photos/{served.id}/maps", **asked)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["x-convscope-shape"] == first.headers["x-convscope-shape"]


def test_another_photo_at_the_same_place_is_another_question(served: Served) -> None:
    before = served.get(f"photos/{served.id}/picture")
    served.network.photo(served.photo).to_pil().rotate(180).save(served.photo)
    after = served.get(f"photos/{served.id}/picture", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("photos/000000000000/predictions", 404, "missing"),
        ("photos/{id}/maps?layer=nothing", 404, "address"),
        ("photos/{id}/maps?layer=2&first=12", 404, "address"),
        ("photos/{id}/maps", 422, "request"),
        ("photos/{id}/element?unit=nothing", 422, "objective"),
        ("photos/{id}/attributions/grad-cam?target=class:seven", 422, "objective"),
        ("photos/{id}/attributions/nothing", 404, "request"),
        ("kernels?layer=1", 404, "address"),
        ("nothing", 404, "request"),
    ],
)
def test_what_is_not_there_is_said_in_one_form(served: Served, path: str, status: int, kind: str) -> None:
    answer = served.get(path.format(id=served.id))
    assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)


def test_an_error_does_not_tell_where_a_photo_is(served: Served) -> None:
    number = served.id
    served.photo.unlink()
    said = served.get(f"photos/{number}/predictions").json()["error"]["message"]
    assert said == "stripes.png does not exist."


def test_every_route_of_the_documentation_has_a_meaning_for_each_parameter(served: Served) -> None:
    paths = served.get("openapi.json").json()["paths"]
    assert len(paths) > len(methods())
    for path, operations in paths.items():
        for operation in operations.values():
            assert operation.get("summary"), path
            assert all(given.get("description") for given in operation.get("parameters", [])), path


def test_the_faithfulness_of_an_attribution_is_that_of_a_report(served: Served) -> None:
    query = {"target": "class:four"}
    card = served.get(f"photos/{served.id}/attributions/saliency/faithfulness", params=query).json()
    seen = convscope.look(served.network, served.photo, methods=["saliency"], target="class:four")
    expected = seen.explanations[0].maps[0].faithfulness
    assert card["judge"] == "prob:four"
    assert (card["insertion"], card["deletion"]) == (expected.insertion, expected.deletion)
    assert (card["inserted"], card["deleted"]) == ([*expected.inserted], [*expected.deleted])


def test_the_contributions_of_the_last_layer_come_to_the_score(served: Served) -> None:
    query = {"index": 3, "most": 2, "least": 1}
    card = served.get(f"photos/{served.id}/contributions", params=query).json()
    (score,) = (one.value for one in convscope.predict(served.network, served.photo) if one.index == 3)
    assert card["is_exact"]
    assert (len(card["terms"]), card["others"]) == (3, 13)
    total = sum(term["contribution"] for term in card["terms"]) + card["rest"] + card["constant"]
    assert total == pytest.approx(score, abs=1e-5)
    assert card["score"] == pytest.approx(score, abs=1e-6)
    for term in card["terms"]:
        assert term["contribution"] == pytest.approx(term["factor"] * term["mean"])


def test_a_class_that_is_none_has_no_contributions(served: Served) -> None:
    assert served.get(f"photos/{served.id}/contributions", params={"index": 99}).status_code == 404


def test_no_method_takes_a_folder_of_the_server(served: Served, tmp_path: Path) -> None:
    query = {"target": "class:four", "references": str(tmp_path)}
    answer = served.get(f"photos/{served.id}/attributions/expected-gradients", params=query)
    assert answer.status_code == 422
    cards = {card["name"]: card["options"] for card in served.get("methods").json()}
    assert "references" not in cards["expected-gradients"]["properties"]
    assert "samples" in cards["expected-gradients"]["properties"]
