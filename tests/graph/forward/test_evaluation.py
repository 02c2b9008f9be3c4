"""Evaluation computes what is asked for, from what is known, and nothing besides."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from convscope.graph import Graph, Node, evaluate, trace
from convscope.graph.fingerprint import fingerprint
from convscope.graph.forward.folding import FoldedBatchNorm
from convscope.graph.forward.values import Values
from subjects import Subject, randomise

ATEN = torch.ops.aten


class Calls(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Every operation that PyTorch carries out."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.made: list[tuple[Any, tuple[Any, ...]]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.made.append((func, args))
        return func(*args, **(kwargs or {}))

    def count(self, function: Any) -> int:
        return sum(made is function for made, _ in self.made)


def chain() -> nn.Sequential:
    layers = [
        nn.Conv2d(3, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
    ]
    module = nn.Sequential(*layers, nn.Conv2d(4, 2, 3))
    randomise(module)
    return module.eval()


PHOTOS = torch.randn(2, 3, 12, 12, generator=torch.Generator().manual_seed(0))


def value(graph: Graph, wanted: Node, **known: Tensor) -> Tensor:
    given = {graph.find(address): tensor for address, tensor in known.items()} or {graph.input: PHOTOS}
    with torch.no_grad():
        return evaluate(graph, given, [wanted])[wanted]


@pytest.mark.parametrize(("address", "convolutions"), [("input", 0), ("0", 1), ("2", 1), ("3", 2), ("6", 3)])
def test_a_run_stops_at_the_last_node_asked_for(address: str, convolutions: int) -> None:
    graph = trace(chain(), (3, 12, 12))
    with torch.no_grad(), Calls() as calls:
        evaluate(graph, {graph.input: PHOTOS}, [graph.find(address)])
    assert calls.count(ATEN.convolution.default) == convolutions


def test_values_in_between_are_freed_as_soon_as_nothing_reads_them() -> None:
    module = nn.Sequential(*(nn.Conv2d(3, 3, 3, padding=1) for _ in range(6)))
    graph = trace(module, (3, 12, 12))
    living: list[int] = []
    results: list[weakref.ref[Tensor]] = []

    class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            made = func(*args, **(kwargs or {}))
            if func is ATEN.convolution.default:
                results.append(weakref.ref(made))
                living.append(sum(result() is not None for result in results))
            return made

    with torch.no_grad(), Watch():  # type: ignore[no-untyped-call]
        evaluate(graph, {graph.input: PHOTOS}, [graph.output])
    assert living == [1, 2, 2, 2, 2, 2]


def _assert_replaced_equals_full(subject: Subject) -> None:
    """Of every spatial layer: noise is added to it for two photos; what stands around it comes from one."""
    graph, generator = subject.graph, torch.Generator().manual_seed(1)
    photo = subject.photos(1)
    wrong = []
    for node in subject.spatial:
        frontier = graph.frontier([node], [graph.output])
        with torch.no_grad():
            kept = evaluate(graph, {graph.input: photo}, [node, *frontier])
            base = kept.pop(node)
            noise = torch.randn((2, *base.shape[1:]), generator=generator, dtype=base.dtype)
            changed = base + noise * base.std()
            dependents = graph.descendants([node]) & graph.ancestors([graph.output], known=[node])
            with Calls() as calls:
                fast = evaluate(graph, {**kept, node: changed}, [graph.output])[graph.output]
            both = photo.expand(2, -1, -1, -1)
            full = evaluate(graph, {graph.input: both, node: changed}, [graph.output], exact=True)
        convolutions = sum(n.operation == "conv" for n in dependents - {node})
        if calls.count(ATEN.convolution.default) != convolutions:
            wrong.append((node, "computes more than depends on it"))
        if (fast - full[graph.output]).abs().max() > 1e-5 * full[graph.output].abs().max():
            wrong.append((node, "differs from the full run"))
    assert not wrong


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
def test_a_replaced_layer_gives_what_a_full_run_gives(network: Subject) -> None:
    _assert_replaced_equals_full(network)


@pytest.mark.slow
@pytest.mark.parametrize(
    "network",
    [("torchvision/googlenet", (3, 64, 64)), ("torchvision/densenet121", (3, 64, 64))],
    indirect=True,
    ids=["googlenet", "densenet121"],
)
def test_a_replaced_layer_of_a_branched_network_gives_what_a_full_run_gives(network: Subject) -> None:
    _assert_replaced_equals_full(network)


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
@pytest.mark.parametrize("address", ["layer1.0.conv1", "layer2.0.downsample", "layer3", "layer4.1.bn2"])
def test_a_replaced_layer_gives_what_a_hook_on_the_module_gives(network: Subject, address: str) -> None:
    graph, photos = network.graph, network.photos(2)
    node = graph.find(address)
    with torch.no_grad():
        changed = evaluate(graph, {graph.input: photos}, [node])[node] * 1.5
        known = evaluate(graph, {graph.input: photos}, graph.frontier([node], [graph.output]))
        fast = evaluate(graph, {**known, node: changed}, [graph.output])[graph.output]
        hook = network.module.get_submodule(address).register_forward_hook(lambda *_: changed.clone())
        try:
            (own,) = network.own_outputs(photos)
        finally:
            hook.remove()
    assert (fast - own).abs().max() <= 1e-5 * own.abs().max()


def test_batch_norm_is_folded_where_nobody_asks_for_the_value_between() -> None:
    module = chain()
    graph = trace(module, (3, 12, 12))
    with torch.no_grad(), Calls() as calls:
        result = evaluate(graph, {graph.input: PHOTOS}, [graph.output])[graph.output]
        folded = sum("batch_norm" in str(function) for function, _ in calls.made)
        evaluate(graph, {graph.input: PHOTOS}, [graph.output], exact=True)
        unfolded = sum("batch_norm" in str(function) for function, _ in calls.made)
    assert (folded, unfolded) == (0, 2)
    own = module(PHOTOS)
    assert (result - own).abs().max() <= 1e-5 * own.abs().max()


@pytest.mark.parametrize("wanted", [["0", "6"], ["3", "6"]])
def test_a_convolution_that_is_asked_for_is_not_folded(wanted: list[str]) -> None:
    module = chain()
    graph = trace(module, (3, 12, 12))
    nodes = [graph.find(address) for address in wanted]
    with torch.no_grad():
        found = evaluate(graph, {graph.input: PHOTOS}, nodes)
        own = module[: int(wanted[0]) + 1](PHOTOS)
    assert (found[nodes[0]] - own).abs().max() <= 1e-5 * own.abs().max()


class ReadTwice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        result: Tensor = self.norm(x) + x
        return result


class SlicedAndRectified(nn.Module):
    def __init__(self, rectifier: nn.Module) -> None:
        super().__init__()
        self.conv, self.norm, self.rectifier = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), rectifier

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.conv(x))
        return torch.cat([x[:, :2], self.rectifier(x)], 1)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("rectifier", [nn.ReLU(), nn.ReLU6()])
def test_a_rectifier_leaves_a_slice_of_what_it_reads_as_it_is(rectifier: nn.Module, exact: bool) -> None:
    module = SlicedAndRectified(rectifier)
    randomise(module)
    module.eval()
    graph = trace(module, (3, 12, 12))
    with torch.no_grad():
        own = module(PHOTOS)
        found = evaluate(graph, {graph.input: PHOTOS}, [graph.output], exact=exact)[graph.output]
    assert (found - own).abs().max() <= 1e-5 * own.abs().max()


def test_a_convolution_that_is_read_elsewhere_is_not_folded() -> None:
    module = ReadTwice()
    randomise(module)
    module.eval()
    graph = trace(module, (3, 12, 12))
    with torch.no_grad():
        assert (value(graph, graph.output) - module(PHOTOS)).abs().max() < 1e-5


def _in_place(conv: nn.Conv2d) -> None:
    conv.weight.mul_(2)


def _optimizer(conv: nn.Conv2d) -> None:
    conv.weight.grad = torch.randn_like(conv.weight)
    torch.optim.SGD([conv.weight], lr=1.0).step()


def _data_in_place(conv: nn.Conv2d) -> None:
    conv.weight.data[1].zero_()


def _data_one_weight(conv: nn.Conv2d) -> None:
    conv.weight.data[0, 0, 0, 0] += 0.1


def _data_exchange(conv: nn.Conv2d) -> None:
    conv.weight.data.copy_(conv.weight.data.flip(0))


def _data_sign(conv: nn.Conv2d) -> None:
    conv.weight.data.neg_()


def _data_assigned(conv: nn.Conv2d) -> None:
    conv.weight.data = torch.randn_like(conv.weight)


def _load_state(conv: nn.Conv2d) -> None:
    conv.load_state_dict({name: tensor + 0.5 for name, tensor in conv.state_dict().items()})


def _new_parameter(conv: nn.Conv2d) -> None:
    conv.weight = nn.Parameter(torch.randn_like(conv.weight))


EDITS = [
    *(_in_place, _optimizer, _data_in_place, _data_one_weight, _data_exchange),
    *(_data_sign, _data_assigned, _load_state, _new_parameter),
]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("part", ["0", "3"])
def test_a_changed_weight_shows_at_the_next_evaluation(edit: Any, part: str) -> None:
    module = chain()
    graph = trace(module, (3, 12, 12))
    before = value(graph, graph.output)
    for _ in range(3):  # again and again: memory that was given back is given out again
        with torch.no_grad():
            edit(module.get_submodule(part))
            own = module(PHOTOS)
        found = value(graph, graph.output)
        assert (found - own).abs().max() <= 1e-5 * own.abs().max()
    assert not torch.allclose(found, before)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_an_edit_of_one_weight_in_half_precision_shows(dtype: torch.dtype) -> None:
    weights = torch.randn((4, 1000), generator=torch.Generator().manual_seed(0)).to(dtype)
    before = fingerprint(weights)
    weights[0, 3] *= 1.01
    assert (fingerprint(weights) != before).tolist() == [True, False, False, False]


def test_a_folded_convolution_is_prepared_once_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = trace(chain(), (3, 12, 12))
    folds: list[FoldedBatchNorm] = []
    original = FoldedBatchNorm._fold

    def counted(self: FoldedBatchNorm, graph: Graph) -> Any:
        folds.append(self)
        return original(self, graph)

    monkeypatch.setattr(FoldedBatchNorm, "_fold", counted)
    value(graph, graph.output)
    value(graph, graph.output)
    value(graph, graph.find("5"))
    assert len(folds) == 2


def test_what_does_not_follow_from_the_known_is_refused() -> None:
    graph = trace(chain(), (3, 12, 12))
    with pytest.raises(ValueError, match="do not follow from"):
        evaluate(graph, {graph.find("3"): torch.zeros(1, 4, 8, 8)}, [graph.find("0")])


def test_a_known_value_of_two_rows_an_example_stands_for_all_examples() -> None:
    graph = trace(chain(), (3, 12, 12))
    folded = replace(graph.output, rows=2)
    rows = torch.tensor([[1.0, 2], [3, 4]])
    assert torch.equal(Values(graph, {graph.input: PHOTOS, folded: rows})[folded], rows.repeat(2, 1))
    assert torch.equal(Values(graph, {graph.input: PHOTOS[:1], folded: rows})[folded], rows)
