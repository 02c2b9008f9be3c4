"""Traces in the cache: what was opened before is not traced again, and never wrongly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from convscope import Network, open_network
from convscope.graph import Graph, Signature, trace
from convscope.network import kept_traces
from convscope.network.detectors import DETECTORS
from convscope.network.from_run import TrainedNetwork
from convscope.network.libraries import find_architecture, is_ours
from convscope.network.segmenters import SEGMENTERS

TEXT = "input 3x8x8 -> conv 4 3x3 -> relu -> globalavgpool -> dense {classes}"
PHOTOS = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(3))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "traces"


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The sizes of input that were traced."""
    sizes: list[tuple[int, ...]] = []

    def counted(module: torch.nn.Module, signature: list[Signature]) -> Graph:
        sizes.append(signature[0].shape)
        return trace(module, signature)

    monkeypatch.setattr(kept_traces, "trace", counted)
    return sizes


def opened(classes: int = 3, seed: int = 0) -> Network:
    return open_network(TEXT.format(classes=classes), weights="random", seed=seed)


def scores(network: Network) -> Tensor:
    return network.scores(PHOTOS)


def test_a_network_is_traced_once_for_a_size_of_input(traced: list[tuple[int, ...]]) -> None:
    first = scores(opened())
    assert torch.equal(scores(opened()), first)
    opened().graph((3, 6, 6))
    assert traced == [(3, 8, 8), (3, 6, 6)]


def test_a_kept_trace_computes_with_the_weights_of_the_network_that_is_opened() -> None:
    first, second = scores(opened(seed=0)), scores(opened(seed=1))
    assert not torch.allclose(first, second)
    assert torch.equal(scores(opened(seed=0)), first)


def test_a_network_of_other_shapes_is_another_one(traced: list[tuple[int, ...]]) -> None:
    assert scores(opened(classes=3)).shape == (2, 3)
    assert scores(opened(classes=5)).shape == (2, 5)
    assert len(traced) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content.replace(b"relu", b"tanh"),
    ],
    ids=["half", "empty", "changed"],
)
def test_a_damaged_trace_is_made_again(
    cache: Path, traced: list[tuple[int, ...]], damage: Callable[[bytes], bytes]
) -> None:
    expected = scores(opened())
    [file] = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert torch.equal(scores(opened()), expected)
    assert torch.equal(scores(opened()), expected)
    assert len(traced) == 2


def test_the_least_recently_opened_are_forgotten(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_traces, "_MOST", 2)
    for classes in (2, 3, 4, 5):
        opened(classes).graph()
    assert len([*cache.iterdir()]) == 2


def test_a_cache_that_cannot_be_written_to_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "file"))
    assert scores(opened()).shape == (2, 3)


def test_what_a_python_file_builds_is_not_kept(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "from torch import nn\ndef net(): return nn.Sequential(nn.Flatten(), nn.Linear(192, 2))\n"
    )
    _write_run(tmp_path / "mine", f"{file}:net", (3, 8, 8), ("a", "b"), "classes")
    network = open_network(f"run:{tmp_path / 'mine'}", run_code=True)
    assert network.scores(PHOTOS).shape == (2, 2)
    assert not cache.exists()


def test_trunks_of_python_files_are_not_ours() -> None:
    assert is_ours("fcos:efficientnet-lite0")
    assert is_ours("resnet18")
    assert not is_ours("fcos:mine.py:net")


def test_a_run_that_was_opened_before_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_run(tmp_path / "mine", TEXT.format(classes=3), (3, 8, 8), ("a", "b", "c"), "classes")
    spec = f"run:{tmp_path / 'mine'}"
    expected = scores(open_network(spec))
    monkeypatch.setattr(TrainedNetwork, "module", lambda *_, **__: pytest.fail("it was built"))
    assert torch.equal(scores(open_network(spec)), expected)


@pytest.mark.slow
@pytest.mark.parametrize("word", [*DETECTORS, *SEGMENTERS])
def test_kept_traces_of_detectors_and_segmenters_give_the_same_bits(tmp_path: Path, word: str) -> None:
    spec = f"{word}:efficientnet-lite0"
    task = find_architecture(spec).task
    assert task is not None
    _write_run(tmp_path / "mine", spec, (3, 96, 128), ("a", "b"), task)
    photos = torch.rand(2, 3, 96, 128, generator=torch.Generator().manual_seed(4))
    spec = f"run:{tmp_path / 'mine'}"
    first, again = open_network(spec), open_network(spec)
    assert torch.equal(first.scores(photos), again.scores(photos))
    rows = [[node.rows for node in network.graph().nodes] for network in (first, again)]
    assert rows[0] == rows[1]


def _write_run(
    folder: Path, architecture: str, shape: tuple[int, ...], classes: tuple[str, ...], task: str
) -> None:
    described = TrainedNetwork(architecture, classes, shape, None, task)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module = described.module(run_code=True)
    folder.mkdir()
    (folder / "network.json").write_text(json.dumps(described.document()))
    save_file({name: one.clone() for name, one in module.state_dict().items()}, folder / "best.safetensors")
