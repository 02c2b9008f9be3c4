"""Networks of several inputs and outputs, each with its name."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import TraceError
from convscope.graph import Graph, Signature, evaluate, gradient, trace


class ImageAndTable(nn.Module):
    """A photo and seven numbers, as a researcher joins them."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, 4, 3)
        self.words = nn.Embedding(10, 5)
        self.head = nn.Linear(4 + 5, 2)

    def forward(self, image: Tensor, words: Tensor) -> Tensor:
        seen = self.conv(image).relu().mean((2, 3))
        return self.head(torch.cat([seen, self.words(words).mean(1)], 1))  # type: ignore[no-any-return]


@pytest.fixture
def module() -> nn.Module:
    return ImageAndTable().double().eval()


@pytest.fixture
def graph(module: nn.Module) -> Graph:
    return trace(module, [Signature("image", (3, 8, 9)), Signature("words", (6,), torch.int64)])


@pytest.fixture
def image() -> Tensor:
    return torch.randn(3, 3, 8, 9, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


WORDS = torch.tensor([[1, 2, 3, 4, 5, 6]])


def test_each_input_is_a_node_of_its_name(graph: Graph) -> None:
    assert [node.address for node in graph.inputs] == ["input.image", "input.words"]


def test_all_inputs_together_give_the_modules_output(module: nn.Module, graph: Graph, image: Tensor) -> None:
    words = WORDS.expand(3, -1)
    found = evaluate(graph, dict(zip(graph.inputs, (image, words), strict=True)), [graph.output])
    torch.testing.assert_close(found[graph.output], module(image, words))


def test_a_held_input_stands_for_a_whole_batch(module: nn.Module, graph: Graph, image: Tensor) -> None:
    held = graph.holding({graph.inputs[1]: WORDS}, (3, 8, 9))
    found = evaluate(held, {held.input: image}, [held.output])
    torch.testing.assert_close(found[held.output], module(image, WORDS.expand(3, -1)))


def test_the_gradient_by_one_input_is_autograds_with_the_other_held(
    module: nn.Module, graph: Graph, image: Tensor
) -> None:
    held = graph.holding({graph.inputs[1]: WORDS}, (3, 8, 9))
    found = gradient(held, {held.input: image}, [held.output], lambda v: v[held.output][:, 1], [held.input])
    leaf = image.clone().requires_grad_()
    [expected] = torch.autograd.grad(module(leaf, WORDS.expand(3, -1))[:, 1].sum(), leaf)
    torch.testing.assert_close(found.gradients[held.input], expected)


def test_holding_leaves_the_graph_itself_as_it_was(graph: Graph) -> None:
    graph.holding({graph.inputs[1]: WORDS}, (3, 8, 9))
    assert graph.input.address == "input.image"
    assert not graph.held


@dataclass
class Result:
    scores: Tensor
    features: dict[str, Tensor]


torch.export.register_dataclass(Result, serialized_type_name="tests.Result")


class ManyOutputs(nn.Module):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.kind = kind

    def forward(self, x: Tensor) -> object:
        map_ = self.conv(x)
        scores = map_.mean((2, 3))
        return {
            "one": scores,
            "tuple": (scores, map_),
            "dict": {"out": scores, "aux": map_},
            "nested": {"out": scores, "more": {"map": map_, "none": None}},
            "dataclass": Result(scores, {"map": map_}),
        }[self.kind]


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("one", {"output"}),
        ("tuple", {"output.0", "output.1"}),
        ("dict", {"output.out", "output.aux", "output.0", "output.1"}),
        ("nested", {"output.out", "output.more.map", "output.0", "output.1"}),
        ("dataclass", {"output.scores", "output.features.map", "output.0", "output.1"}),
    ],
)
def test_outputs_have_the_names_that_the_module_gives_them(kind: str, addresses: set[str]) -> None:
    graph = trace(ManyOutputs(kind).eval(), (3, 8, 8))
    assert {address for address in graph.addresses if address.startswith("output")} == addresses
    assert graph.output.shape == (None, 4)


def test_a_network_that_takes_nothing_is_refused() -> None:
    with pytest.raises(TraceError):
        trace(ManyOutputs("one").eval(), [])
