"""``convscope visualize`` and ``convscope reproduce`` as a user meets them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., dict[str, Any]]

NETWORK = ("--network", "input 3x24x24 -> conv 6 5x5 -> relu -> conv 4 3x3", "--weights", "random")
PROMISED = {"objective", "picture", "value", "steps"}


UNIT = "conv1:2"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def test_a_picture_is_written_with_what_was_promised(folder: Path, document: Document) -> None:
    found = document("visualize", UNIT, *NETWORK, "--steps", "5", "--out", "a.png")
    assert set(found) >= PROMISED | {"convscope", "seconds", "settings"}
    assert (found["objective"], found["steps"], found["picture"]) == (UNIT, 5, "a.png")
    assert Image.open("a.png").size == (24, 24)
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "cat.png"]


def test_a_picture_is_made_again_to_the_byte(folder: Path, document: Document) -> None:
    document("visualize", UNIT, *NETWORK, "--steps", "5", "--out", "a.png", "--seed", "3", "--recipe", "maco")
    again = document("reproduce", "a.png", "--out", "b.png")
    assert again["objective"] == UNIT
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_the_way_is_an_animation_on_request(folder: Path, document: Document) -> None:
    found = document("visualize", UNIT, *NETWORK, "--steps", "12", "--out", "a.png", "--video", "a.gif")
    assert found["video"] == "a.gif"
    assert Image.open("a.gif").n_frames > 5  # type: ignore[attr-defined]


def test_a_sheet_has_a_picture_for_each_channel(folder: Path, document: Document) -> None:
    layer = UNIT.partition(":")[0]
    found = document("visualize", layer, *NETWORK, "--steps", "2", "--first", "3")
    assert [row["objective"] for row in found["pictures"]] == [f"{layer}:{number}" for number in range(3)]
    assert Path(found["picture"]).name == f"{layer}.input-3x24x24-conv-6-5x5-relu-conv-4-3x3.visualize.png"


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("nothing:1",), "address"),
        (("conv1:999",), "address"),
        (("class:tabby - ",), "objective"),
        (("conv1:2", "--recipe", "lucid"), "synthesis"),
        (("conv1:2", "--space", "wavelets"), "synthesis"),
        (("conv1:2", "--steps", "0"), "synthesis"),
        (("conv1:2", "--rate", "-1"), "synthesis"),
        (("conv1:2", "--start", "missing.png"), "read"),
        (("conv1:2", "--against", "cat.png", "--out", "a.jpg"), "output"),
        (("conv1:2", "--video", "a.mp3"), "output"),
        (("conv1:2", "--against", "empty"), "image"),
        (("conv1:2", "--sign", "both", "--diverse", "99"), "synthesis"),
    ],
    ids=" ".join,
)
def test_wrong_input_gets_one_sentence_and_no_file(
    arguments: tuple[str, ...], kind: str, folder: Path, run: Run
) -> None:
    (folder / "empty").mkdir()
    before = sorted(path.name for path in folder.iterdir())
    code, out, err = run("visualize", *arguments, *NETWORK, "--json")
    assert (code, json.loads(out)["error"]["kind"]) == (2, kind)
    assert err.count("\n") == 1
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "kind"), [("cat.png", "synthesis"), ("missing.png", "image"), ("text.png", "image")]
)
def test_what_was_not_synthesised_is_not_reproduced(name: str, kind: str, folder: Path, run: Run) -> None:
    Path("text.png").write_text("hello")
    code, out, _ = run("reproduce", name, "--json")
    assert (code, json.loads(out)["error"]["kind"]) == (2, kind)


def started(*arguments: str) -> subprocess.Popen[bytes]:
    code = "from convscope.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )


def wait_for(path: Path, running: subprocess.Popen[bytes]) -> None:
    while not path.exists() and running.poll() is None:
        time.sleep(0.05)


@pytest.mark.slow
def test_an_interrupt_keeps_the_picture_and_the_same_command_goes_on(
    folder: Path, document: Document
) -> None:
    asked = ("visualize", UNIT, *NETWORK, "--steps", "800", "--preview-every", "10")
    running = started(*asked, "--out", "a.png", "--json")
    wait_for(folder / "a.preview.png", running)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=120)
    stopped = json.loads(out)
    assert running.returncode == 0
    assert stopped["stopped"]
    assert 0 < stopped["steps"] < 800
    assert Image.open("a.png").size == (24, 24)
    again = document("reproduce", "a.png", "--out", "again.png")
    assert again["steps"] == stopped["steps"]
    assert Path("again.png").read_bytes() == Path("a.png").read_bytes()
    finished = document(*asked, "--out", "a.png")
    assert finished["steps"] == 800
    assert document(*asked, "--out", "whole.png", "--no-cache")["value"] == finished["value"]
    assert Path("whole.png").read_bytes() == Path("a.png").read_bytes()
    assert not any("checkpoint" in name or "preview" in name for name in map(str, folder.iterdir()))
