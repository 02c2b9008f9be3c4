"""The table of operations: every fact stated and understood, and true by PyTorch's own word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
import torch
from torch import nn

from convscope.attribution.rules.deeplift import deeplift_rules
from convscope.graph import Graph, evaluate, trace
from convscope.graph.element.reading import WORK
from convscope.graph.engine.translators import TRANSLATIONS
from convscope.graph.operations import OPERATIONS, UNKNOWN, Operation, named, operation_of
from convscope.graph.shapes.receptive_field_rules import RULES
from subjects import Subject

_TYPES = get_type_hints(Operation)
# Of PyTorch's operators some are pointwise without being tagged so: those of its older, composite ones.
_UNTAGGED = {"batch_norm", "log_sigmoid", "rrelu", "prelu", "hardswish"}


def _choices(hint: Any) -> set[str]:
    return {choice for part in get_args(hint) for choice in (get_args(part) or (part,))}


def _overloads(row: Operation) -> Iterator[Any]:
    for spelling in row.spellings:
        name, _, overload = spelling.partition(" ")[0].partition(".")
        packet = getattr(torch.ops.aten, name, None)
        if isinstance(packet, torch._ops.OpOverloadPacket):
            names = [overload] if overload else packet.overloads()  # type: ignore[no-untyped-call]
            yield from (getattr(packet, each) for each in names if "out" not in each)


@pytest.mark.parametrize("row", [*OPERATIONS.values(), UNKNOWN], ids=lambda row: row.name)
def test_a_row_states_every_fact_in_the_tables_words(row: Operation) -> None:
    for field in fields(Operation):
        fact, hint = getattr(row, field.name), _TYPES[field.name]
        if choices := _choices(hint) - {str, ...}:
            assert fact in choices, field.name
        else:
            assert isinstance(fact, hint if isinstance(hint, type) else tuple), field.name
    assert row.title
    assert bool(row.training) == ("in training" in (row.batch, row.chance))


def test_a_row_without_a_fact_cannot_be_made() -> None:
    facts = {field.name: getattr(UNKNOWN, field.name) for field in fields(Operation)}
    for name in facts:
        with pytest.raises(TypeError, match=name):
            Operation(**{other: fact for other, fact in facts.items() if other != name})


def test_a_spelling_stands_in_one_row() -> None:
    spellings = Counter(spelling for row in OPERATIONS.values() for spelling in row.spellings)
    assert not [spelling for spelling, count in spellings.items() if count > 1]


def test_each_way_of_a_receptive_field_has_its_rule() -> None:
    joined = {"pointwise", "concatenation", "everything"}
    assert _choices(_TYPES["receptive_field"]) == set(RULES) | joined


def test_each_way_of_working_out_a_number_has_its_arithmetic() -> None:
    assert _choices(_TYPES["arithmetic"]) == {*WORK, "none"}


def test_each_name_of_openvinos_has_its_translation() -> None:
    assert {row.openvino for row in OPERATIONS.values()} == {*TRANSLATIONS, "identity", "reshape", ""}


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=lambda row: row.name)
def test_only_operations_of_chance_draw_random_numbers(row: Operation) -> None:
    seeded = any(torch.Tag.nondeterministic_seeded in overload.tags for overload in _overloads(row))
    # Attention draws for its own dropout, which the trace of a module in evaluation mode has not.
    assert not seeded or row.chance != "never" or row.name == "scaled_dot_product_attention"


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=lambda row: row.name)
def test_what_pytorch_calls_pointwise_is_pointwise(row: Operation) -> None:
    tagged = [torch.Tag.pointwise in overload.tags for overload in _overloads(row)]
    if tagged and all(tagged):
        assert row.is_pointwise
    if row.is_pointwise and row.arrangement == "computes" and row.name not in _UNTAGGED:
        assert any(tagged)


@pytest.mark.parametrize(
    "name", [row.name for row in OPERATIONS.values() if row.linear == "yes" and row.arrangement == "computes"]
)
def test_a_linear_row_is_linear_up_to_a_constant(name: str) -> None:
    """f(a x + (1 - a) y) = a f(x) + (1 - a) f(y), of one argument with all others held."""
    torch.manual_seed(0)
    x, y, held = torch.randn(3, 2, 4, 5, dtype=torch.float64)
    calls: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "neg": torch.neg,
        "batch_norm": nn.BatchNorm1d(4).double().eval(),
        "where": lambda z: torch.where(held > 0, z, held),
        "masked_fill": lambda z: z.masked_fill(held > 0, 2.0),
        "getitem": lambda z: z[0],
    }
    f = calls.get(name) or (lambda z: getattr(torch, name)(z, held))
    torch.testing.assert_close(f(0.3 * x + 0.7 * y), 0.3 * f(x) + 0.7 * f(y))


def _assert_known(graph: Graph) -> None:
    unknown = {node.operation for node in graph.nodes if node.kind is UNKNOWN}
    assert not unknown, "these operations have no row"


def test_the_operations_of_a_network_have_rows(network: Subject) -> None:
    _assert_known(network.graph)


def test_the_operations_of_a_toy_have_rows(toy: Subject) -> None:
    _assert_known(toy.graph)


class _Odd(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = torch.special.i0e(x).relu()
        return result


class _Rotated(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = torch.rot90(x, 1, (2, 3)).relu()
        return result


def test_an_operation_without_a_row_is_unknown_and_still_computed() -> None:
    module, x = _Rotated(), torch.randn(2, 3, 4, 4)
    graph = trace(module, (3, 4, 4))
    odd = graph.find("rot90")
    assert odd.kind is UNKNOWN
    assert odd.kind.name == "unknown"
    assert odd not in dict.fromkeys(node for node in graph.nodes if deeplift_rules(graph)(node))
    torch.testing.assert_close(evaluate(graph, {graph.input: x}, [graph.output])[graph.output], module(x))


def test_an_operation_without_a_row_is_pointwise_where_pytorch_says_so() -> None:
    module, x = _Odd(), torch.randn(2, 3, 4)
    graph = trace(module, (3, 4))
    odd = graph.find("special_i0e")
    assert odd.kind.is_pointwise
    assert deeplift_rules(graph)(odd)
    torch.testing.assert_close(evaluate(graph, {graph.input: x}, [graph.output])[graph.output], module(x))


def test_a_rectifier_is_found_with_its_ceiling_and_the_inplace_variant_with_its_row() -> None:
    assert operation_of("relu6") is operation_of("relu2.5") is OPERATIONS["relu"]
    assert named(torch.ops.aten.relu_.default, ()) == "relu"
    assert named(torch.ops.aten.adaptive_avg_pool2d.default, (None, [1, 1])) == "global_avg_pool"
    assert named(torch.ops.aten.max.other, ()) == "maximum"
    assert named(torch.ops.aten.max.dim, ()) == "max"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("alexnet", "vgg11_bn", "resnet18", "resnext50_32x4d", "wide_resnet50_2", "densenet121"),
        *("squeezenet1_1", "googlenet", "inception_v3", "mobilenet_v2", "mobilenet_v3_small"),
        *("shufflenet_v2_x0_5", "mnasnet0_5", "efficientnet_b0", "efficientnet_v2_s", "regnet_x_400mf"),
        *("regnet_y_400mf", "convnext_tiny", "vit_b_16", "swin_t", "swin_v2_t", "maxvit_t"),
    ],
)
def test_the_operations_of_torchvisions_families_have_rows(name: str) -> None:
    from torchvision import models

    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    module = models.get_model(name, weights=None, **options)
    size = 299 if name == "inception_v3" else 224
    _assert_known(trace(module.eval(), (3, size, size)))
