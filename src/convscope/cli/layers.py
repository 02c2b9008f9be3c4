"""``convscope layers``: list layers: shapes, costs, receptive fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import named_network
from convscope.cli.options import NetworkArgument, NetworkOptions, opened
from convscope.cli.options_from import Given, options_from

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def layers(
    *,
    of: NetworkArgument = None,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """List every layer: address, operation, output shape, parameters, multiply-adds and receptive field."""
    from convscope.network.layer_list import layers as list_layers

    found = list_layers(opened(named_network(of, opening), for_shapes=True))

    def show(console: Console) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        console.print(f"{found.network} (weights: {found.weights})", style="bold", highlight=False)
        table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        # Folded, never cut: an address that is not whole is no address.
        table.add_column("address", overflow="fold")
        table.add_column("operation", overflow="fold")
        for name in ("output", "parameters", "multiply-adds", "sees", "every"):
            table.add_column(name, justify="right", no_wrap=True)
        for layer in found.layers:
            fields = layer.receptive_field
            table.add_row(
                layer.address,
                layer.operation,
                "x".join(map(str, layer.output_shape)),
                f"{layer.parameters:,}",
                f"{layer.multiply_adds:,}",
                _along_axes(float(field.size) for field in fields),
                _along_axes(float(field.stride) for field in fields),
            )
        table.add_section()
        table.add_row("total", "", "", f"{found.parameters:,}", f"{found.multiply_adds:,}")
        console.print(table)
        console.print(
            "output: channels x rows x columns, in channels-last layers rows x columns x channels; "
            "sees, every: size and stride of the receptive field",
            highlight=False,
        )
        for layer in found.layers:
            for remark in layer.remarks:
                console.print(
                    f"{layer.address}: {remark}",
                    style="yellow",
                    highlight=False,
                    markup=False,
                    soft_wrap=True,
                )

    return Answer(found.document(), show)


def _along_axes(sizes: Iterable[float]) -> str:
    """One number where all axes agree, as they do in most networks."""
    texts = [f"{size:g}" for size in sizes]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)
