"""``convscope layers``: the layer table of a network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Arch, Device, NetworkArgument, RunCode, Seed, Weights, opened

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.graph.layers import Layer


@answers
def layers(
    network: NetworkArgument,
    weights: Weights = None,
    arch: Arch = None,
    device: Device = "cpu",
    seed: Seed = 0,
    run_code: RunCode = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Every layer: address, operation, output shape, parameters, multiply-adds and receptive field."""
    net = opened(network, weights, arch, device, seed, run_code)
    rows = net.layers
    total = {
        "parameters": sum(layer.parameters for layer in rows),
        "multiply_adds": sum(layer.multiply_adds for layer in rows),
    }

    def show(console: Console) -> None:
        from rich.table import Table

        table = Table(title=f"{net.name} (weights: {net.weights})", title_justify="left")
        # Folded, never cut: an address that is not whole is no address.
        table.add_column("address", overflow="fold")
        table.add_column("operation", overflow="fold")
        for name in ("output (C, ...)", "parameters", "multiply-adds", "sees", "every"):
            table.add_column(name, justify="right")
        for layer in rows:
            fields = layer.receptive_field
            table.add_row(
                layer.address,
                layer.operation,
                _times(layer.output_shape),
                f"{layer.parameters:,}",
                f"{layer.multiply_adds:,}",
                _times(f"{float(field.size):g}" for field in fields),
                _times(f"{float(field.stride):g}" for field in fields),
            )
        table.add_section()
        table.add_row("total", "", "", f"{total['parameters']:,}", f"{total['multiply_adds']:,}")
        console.print(table)
        console.print("sees, every: size and stride of a unit's receptive field, in pixels", highlight=False)

    return Answer(
        {
            "network": net.name,
            "weights": net.weights,
            "layers": [_row(layer) for layer in rows],
            "total": total,
        },
        show,
    )


def _row(layer: Layer) -> dict[str, Any]:
    fields = layer.receptive_field
    return {
        "address": layer.address,
        "operation": layer.operation,
        "output_shape": layer.output_shape,
        "parameters": layer.parameters,
        "multiply_adds": layer.multiply_adds,
        "receptive_field": {
            "size": [float(field.size) for field in fields],
            "stride": [float(field.stride) for field in fields],
            "start": [float(field.start) for field in fields],
        },
    }


def _times(sizes: Iterable[object]) -> str:
    return " x ".join(map(str, sizes))
