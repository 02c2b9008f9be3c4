"""The layer table agrees with torchinfo, module by module."""

from __future__ import annotations

from collections import Counter

import torch
import torchinfo

from convscope.graph import trace
from convscope.graph.layers import layer_table
from subjects import Subject


def test_a_convolutions_row_is_what_is_computed_by_hand() -> None:
    (row,) = layer_table(trace(torch.nn.Conv2d(3, 8, 5, stride=2, bias=True), (3, 21, 11)))
    assert (row.output_shape, row.parameters, row.multiply_adds) == ((8, 9, 4), 3 * 8 * 25 + 8, 608 * 36)


def test_parameters_multiply_adds_and_shapes_agree_with_torchinfo(network: Subject) -> None:
    """For every convolution, linear layer and batch norm that is a leaf module of the kind torchinfo knows."""
    rows = {row.address: row for row in layer_table(network.graph)}
    summary = torchinfo.summary(
        network.module, (1, *network.input_shape), mode="eval", verbose=0, device="cpu", depth=20
    )
    names = {id(part): name for name, part in network.module.named_modules()}
    compared: Counter[str] = Counter()
    for info in summary.summary_list:
        name = names.get(info.layer_id, "")
        if name in rows and type(info.module) in (torch.nn.Conv2d, torch.nn.Linear, torch.nn.BatchNorm2d):
            row = rows[name]
            assert (row.output_shape, row.parameters) == (tuple(info.output_size[1:]), info.num_params), name
            assert row.multiply_adds == info.macs, name
            compared[type(info.module).__name__] += 1
    own = Counter(
        type(part).__name__
        for name, part in network.module.named_modules()
        if name in rows and type(part) in (torch.nn.Conv2d, torch.nn.Linear, torch.nn.BatchNorm2d)
    )
    assert compared == own
