"""The embedded network: what is shipped, what it predicts, and other sizes of input."""

import runpy
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from convscope import Network, open_network
from convscope.graph import trace
from convscope.graph.tracing.storage import to_document

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "imagenet-samples.tar"
DATA = ROOT / "src" / "convscope" / "network" / "data"


@pytest.fixture(scope="module")
def network() -> Network:
    return open_network("efficientnet-lite0")


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """The names in the script that writes what is shipped."""
    return runpy.run_path(str(ROOT / "tools" / "embed_network.py"))


def test_the_shipped_labels_are_those_that_the_tool_writes(tool: dict[str, Any]) -> None:
    assert (DATA / "imagenet.tsv").read_text() == tool["labels"]()


@pytest.mark.slow
def test_the_shipped_graph_is_the_one_that_the_tool_writes(tool: dict[str, Any]) -> None:
    assert (DATA / "efficientnet-lite0.json").read_text().splitlines() == tool["graph"]().splitlines()


def test_opening_it_imports_neither_a_tracer_nor_a_library_of_networks() -> None:
    code = (
        "import sys, convscope; convscope.open_network('efficientnet-lite0').graph()\n"
        "print([name for name in ('torch._dynamo', 'sympy', 'torchvision', 'timm') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_opening_it_is_named_in_full(network: Network) -> None:
    assert network.name == "efficientnet-lite0"
    assert network.labels.synset(281) == "n02123045"
    assert not network.is_random


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(3, 32, 32), (3, 192, 256), (3, 480, 1120)])
def test_the_graph_for_multiples_of_its_stride_is_what_a_trace_gives(
    network: Network, shape: tuple[int, ...], tool: dict[str, Any]
) -> None:
    module = tool["timm"].create_model("tf_efficientnet_lite0")
    assert to_document(network.graph(shape)) == to_document(trace(module, shape))


@pytest.mark.slow
def test_other_sizes_are_traced(network: Network) -> None:
    assert network.graph((3, 100, 225)).find("blocks.6").shape == (None, 320, 4, 8)


@pytest.mark.slow
def test_another_size_of_input_is_computed_with_the_same_weights(network: Network) -> None:
    inputs = network.preprocessing.from_display(torch.rand(1, 3, 192, 256))  # type: ignore[union-attr]
    module = runpy.run_path(str(ROOT / "tools" / "embed_network.py"))["timm"].create_model(
        "tf_efficientnet_lite0"
    )
    graph = network.graph((3, 192, 256))
    module.load_state_dict(dict(graph.tensors))
    with torch.no_grad():
        expected = module.eval()(inputs).softmax(1).max()
    assert network.predictions(inputs, top=1)[0][0].probability == pytest.approx(float(expected), rel=1e-4)


@pytest.fixture(scope="module")
def ranks(network: Network) -> list[int]:
    """For each shared photo the place of its true class among the predictions; 5 where it is not there."""
    if not SAMPLES.exists():
        pytest.skip("the shared photos are not beside the project")
    found = []
    with tarfile.open(SAMPLES) as tar:
        for member in (member for member in tar if member.isfile()):
            file = tar.extractfile(member)
            assert file is not None
            synset = Path(member.name).name.partition("_")[0]
            synsets = [p.synset for p in network.predict(Image.open(BytesIO(file.read())))]
            found.append(synsets.index(synset) if synset in synsets else 5)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("top", "share"), [(1, 0.88), (5, 0.98)])
def test_it_names_the_shared_photos(ranks: list[int], top: int, share: float) -> None:
    assert len(ranks) == 80
    assert sum(rank < top for rank in ranks) >= share * len(ranks)
