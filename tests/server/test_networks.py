"""Several networks in one page: opened from given folders, by names and as texts; no code, no other file."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from safetensors.torch import save_file

import convscope
from convscope.network import open_network
from convscope.network.declarative import declared_architecture
from convscope.server.app import application
from convscope.server.bench import OPEN
from convscope.server.gate.access import Access
from convscope.server.kept_answers import KeptAnswers
from convscope.server.microscope import Microscope
from convscope.server.offers import offers_in, open_text
from convscope.server.shelf import Shelf
from server.client import TOKEN, Served

SMALL = "input 1x28x28 -> conv {filters} 3x3 -> relu -> flatten -> dense 10"


def opened(served: Served, **asked: Any) -> httpx.Response:
    return served.ask("POST", "/api/networks", json=asked)


def small(filters: int) -> str:
    return SMALL.format(filters=filters)


def test_a_text_is_opened_beside_the_first_network(served: Served) -> None:
    answer = opened(served, text=small(4))
    assert answer.status_code == 201, answer.text
    number = answer.json()["id"]
    card = served.get(f"networks/{number}/network").json()
    assert (card["input_shape"], card["weights"].startswith("random")) == ([1, 28, 28], True)
    assert served.get("network").json()["name"] == "toy"


def test_each_network_gives_its_own_answers(served: Served) -> None:
    number = opened(served, text=small(4)).json()["id"]
    found = served.get(f"networks/{number}/photos/{served.id}/predictions").json()
    expected = open_network(small(4), weights="random").predict(served.photo)
    assert [(row["label"], row["value"]) for row in found] == [(one.label, one.value) for one in expected]
    first = served.get(f"photos/{served.id}/predictions").json()
    assert [row["label"] for row in first] != [row["label"] for row in found]


def test_two_networks_of_the_same_tensors_are_two(served: Served) -> None:
    texts = (small(4), small(4).replace("relu", "tanh"))
    assert len({opened(served, text=text).json()["id"] for text in texts}) == 2


def test_the_one_that_was_asked_least_recently_gives_way(served: Served) -> None:
    numbers = [opened(served, text=small(filters)).json()["id"] for filters in range(1, OPEN + 1)]
    served.get(f"networks/{numbers[0]}/network")
    opened(served, text=small(OPEN + 1))
    statuses = [served.get(f"networks/{number}/network").status_code for number in numbers]
    assert statuses == [200, 404, *[200] * (OPEN - 2)]
    assert len([one for one in served.get("networks").json() if one["is_open"]]) == OPEN + 1


def test_a_job_belongs_to_its_network(served: Served) -> None:
    number = opened(served, text=small(4)).json()["id"]
    settings = {"units": ["class:3"], "steps": 2}
    job = served.ask("POST", f"/api/networks/{number}/jobs/visualize", json=settings).json()
    served.get(f"jobs/{job['id']}/events")
    card = served.get(f"networks/{number}/jobs/{job['id']}").json()
    assert (card["state"], card["network"]) == ("done", open_network(small(4), weights="random").name)


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "run:cats",
        "model.py:build",
        "weights.safetensors",
        "program.pt2",
        "nothing",
        "",
        "input 1x28x28 -> conv",
        "input 3x224x224 -> flatten -> dense 100000",
        "input 3x9000x9000 -> conv 1 3x3 -> flatten -> dense 1",
    ],
)
def test_what_a_page_may_not_open_is_said_in_a_sentence(served: Served, text: str) -> None:
    answer = opened(served, text=text)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["message"]
    assert len(served.get("networks").json()) == 1


def test_the_names_that_can_be_opened_are_those_of_python(served: Served) -> None:
    assert served.get("networks/known").json() == [one.name for one in convscope.networks()]


def test_a_network_that_computes_while_it_is_built_is_measured_first(served: Served) -> None:
    answer = opened(served, text="torchvision/regnet_y_128gf")
    assert answer.status_code == 422
    assert "644,812,894 parameters" in answer.json()["error"]["message"]


def test_a_network_that_is_not_open_is_missing(served: Served) -> None:
    assert served.get("networks/000000000000/network").status_code == 404
    assert opened(served, offer="000000000000").status_code == 404


def test_the_weights_of_a_name_are_random_unless_the_package_holds_them() -> None:
    assert open_text("convscope/lenet5").weights.startswith("random")


def test_a_checkpoint_of_a_given_folder_is_opened_by_its_number(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    text = small(4)
    save_file(declared_architecture(text).build(None).state_dict(), folder / "seven.safetensors")
    (folder / "convscope.toml").write_text(f'arch = "{text}"\n')
    (offer,) = offers_in([folder]).values()
    assert offer.name == "seven.safetensors"
    microscope = Microscope(served.network, Shelf([], tmp_path), KeptAnswers(tmp_path))
    served.app = application(microscope, Access(TOKEN, ["127.0.0.1"], 8750), {offer.id: offer})
    listed = served.get("networks").json()
    assert [(one["id"], one["is_open"]) for one in listed][1:] == [(offer.id, False)]
    number = opened(served, offer=offer.id).json()["id"]
    assert served.get(f"networks/{number}/network").json()["weights"].endswith("seven.safetensors")
