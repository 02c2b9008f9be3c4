"""Questions that are made to break the server: each gets a sentence, and soon."""

from typing import Any

import pytest

from server.client import Served

JSON = {"Content-Type": "application/json"}
THERE_AND_BACK = ">".join(["0,0", "9999,9999"] * 600)


def said(served: Served, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = served.ask(method, f"/api/{path}", **more)
    return answer.status_code, answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["networks", "jobs/visualize", "scan/selection"])
@pytest.mark.parametrize("content", ["[" * 30_000, '{"text": NaN}', '{"text": ' + "9" * 60_000 + "}"])
def test_json_that_is_deep_long_or_no_json_is_refused(served: Served, path: str, content: str) -> None:
    status, message = said(served, "POST", path, content=content, headers=JSON)
    assert status in (400, 404, 422)
    assert message


@pytest.mark.parametrize(
    "edits",
    [
        f"pixel@{THERE_AND_BACK}*64=#ff0000",
        "pixel@" + "1,1>" * 3900 + "x",
        ";".join(f"2:{number % 12}={number}" for number in range(1400)),
        "2:3=1e999",
        "2:3=nan",
        "0.weight[" + "0," * 3000 + "0]=1",
    ],
    ids=lambda text: text[:20],
)
def test_edits_without_measure_are_refused(served: Served, edits: str) -> None:
    status, message = said(served, "GET", f"photos/{served.id}/edited", params={"edits": edits})
    assert status in (404, 422)
    assert message


@pytest.mark.parametrize(
    "target", ["(" * 900 + "2:3" + ")" * 900, "-" * 1500 + "2:3", "2:\u00b3@1,1", "2:3@" + "9" * 400]
)
def test_objectives_that_are_deep_or_of_other_digits_are_refused(served: Served, target: str) -> None:
    path = f"photos/{served.id}/attributions/saliency"
    assert said(served, "GET", path, params={"target": target})[0] in (404, 422)


@pytest.mark.parametrize("name", ["0", "", "0.kernel_size", "training", "\x00", "../../etc/passwd"])
def test_what_is_no_tensor_is_not_sent_as_one(served: Served, name: str) -> None:
    assert said(served, "GET", "tensor", params={"name": name})[0] in (404, 422)


def test_a_number_of_thousands_of_digits_is_refused(served: Served) -> None:
    path = f"photos/{served.id}/maps"
    assert said(served, "GET", path, params={"layer": "2", "first": "9" * 5000})[0] == 422
