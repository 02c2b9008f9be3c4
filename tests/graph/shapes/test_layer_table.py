"""The layer table agrees with torchinfo, module by module."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import prod

import torch
import torchinfo
from torchinfo.layer_info import LayerInfo

from convscope.graph import trace
from convscope.graph.shapes.layer_table import Layer, layer_table
from subjects import Subject


def test_a_convolutions_row_is_what_is_computed_by_hand() -> None:
    (row,) = layer_table(trace(torch.nn.Conv2d(3, 8, 5, stride=2, bias=True), (3, 21, 11)))
    assert (row.output_shape, row.parameters, row.multiply_adds) == ((8, 9, 4), 3 * 8 * 25 + 8, 608 * 36)


def test_a_linear_layer_works_at_every_place() -> None:
    (row,) = layer_table(trace(torch.nn.Linear(5, 8), (4, 3, 5)))
    assert (row.output_shape, row.parameters, row.multiply_adds) == ((4, 3, 8), 48, 48 * 12)


def test_the_checkerboard_of_a_transposed_convolution_is_remarked_along_each_uneven_axis() -> None:
    (uneven,) = layer_table(trace(torch.nn.ConvTranspose2d(3, 8, (4, 3), stride=2), (3, 5, 5)))
    (even,) = layer_table(trace(torch.nn.ConvTranspose2d(3, 8, 4, stride=2), (3, 5, 5)))
    assert [remark.partition(" are ")[0] for remark in uneven.remarks] == ["Neighbouring columns"]
    assert even.remarks == ()


def test_parameters_multiply_adds_and_shapes_of_every_module_agree_with_torchinfo(network: Subject) -> None:
    rows, calls = _rows_by_module(network), Counter[str]()
    for name, info in _modules(network):
        own = rows[name]
        parameters, multiply_adds = sum(r.parameters for r in own), sum(r.multiply_adds for r in own)
        # torchinfo counts a linear layer at one place, wherever it works (tests/arithmetic/test_costs.py).
        places = prod(info.output_size[1:-1]) if isinstance(info.module, torch.nn.Linear) else 1
        assert (parameters, multiply_adds) == (info.num_params, info.macs * places), name
        results = [row for row in own if row.address.partition("#")[0] == name]
        calls[name] += 1
        if results:
            assert results[calls[name] - 1].output_shape == tuple(info.output_size[1:]), name
        else:  # what computes nothing: a dropout, a drawn depth
            assert (parameters, info.input_size) == (0, info.output_size), name


def test_all_that_is_learned_and_used_is_in_the_table(network: Subject) -> None:
    used = {id(info.module) for _, info in _modules(network)}
    parts = {name: part for name, part in network.module.named_modules() if name}
    unused = sum(  # the auxiliary heads of GoogLeNet and Inception, which only training runs
        parameter.numel()
        for name, part in parts.items()
        if not any(part.children()) and id(part) not in used
        for parameter in part.parameters()
    )
    whole = sum(parameter.numel() for parameter in network.module.parameters())
    assert sum(row.parameters for row in layer_table(network.graph)) == whole - unused


def _rows_by_module(network: Subject) -> dict[str, list[Layer]]:
    """The rows of each module: what it computes itself, not in a module within it."""
    table = {row.address: row for row in layer_table(network.graph)}
    rows = defaultdict(list)
    for node in network.graph.layers:
        if node.address in table:
            innermost = node.scopes[-1] if node.scopes else ""  # the second call's name ends with #2
            rows[innermost.partition("#")[0]].append(table[node.address])
    return rows


def _modules(network: Subject) -> Iterator[tuple[str, LayerInfo]]:
    """The modules that run, with their paths, without those made of others."""
    summary = torchinfo.summary(
        network.module, (1, *network.input_shape), mode="eval", verbose=0, device="cpu", depth=20
    )
    names = {id(part): name for name, part in network.module.named_modules()}
    for info in summary.summary_list:
        if info.executed and not any(True for _ in info.module.children()):
            yield names[info.layer_id], info
