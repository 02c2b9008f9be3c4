"""The document as a person sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from convscope.arithmetic import shape_text
from convscope.convolution import number_text, signed_text

# Larger windows, as those of global pooling, are said by their size.
_LARGEST_WINDOW = 49
_INDENT = 2


def show(console: Console, document: Mapping[str, Any]) -> None:
    """Print every step and how close the result is to the graph's own."""
    for step in document["steps"]:
        _show_step(console, step)
    value, difference = document["value"], document["difference"]
    console.print(
        f"{document['unit']} = {value:.7g} in {document['network']} (weights: {document['weights']}); "
        f"worked out {document['worked']:.7g}, a difference of {difference:.1e}",
        highlight=False,
        markup=False,
        style="bold",
    )
    field = document["receptive_field"]
    console.print(f"it sees {shape_text(_whole(field['size']))} pixels of the input", highlight=False)
    if "picture" in document:
        console.print(f"picture: {document['picture']}", highlight=False, markup=False, soft_wrap=True)


def _show_step(console: Console, step: Mapping[str, Any]) -> None:
    index = ",".join(map(str, step["index"]))
    heading = f"{step['operation']} {step['address']}, element {index}{_of(step)}"
    console.print(heading, style="bold", highlight=False, markup=False)
    for channel in step.get("channels", ()):
        _show_channel(console, channel, step)
    rest = step.get("rest", {"channels": 0})
    if rest["channels"]:
        _line(console, f"{rest['channels']} other channels: {number_text(rest['sum'])}")
    if "window" in step and np.ndim(step["window"]) >= 2 and np.size(step["window"]) <= _LARGEST_WINDOW:
        console.print(Padding(_grid(np.asarray(step["window"])), (0, 0, 0, _INDENT), expand=False))
    for line in step["formula"]:
        _line(console, line)
    for read in step.get("inputs", ()):
        _line(
            console,
            f"reads {read['address']} ({shape_text(read['shape'])}), {number_text(read['minimum'])} to "
            f"{number_text(read['maximum'])}, mean {number_text(read['mean'])}",
        )
    if not step["formula"]:
        _line(console, f"has no worked form; the graph computes {number_text(step['value'])}")


def _show_channel(console: Console, channel: Mapping[str, Any], step: Mapping[str, Any]) -> None:
    window, weights = np.asarray(channel["window"]), np.asarray(channel["weights"])
    kind = "channel" if "positions" in step else "input"
    name, total = f"{kind} {channel['channel']}", number_text(channel["sum"])
    if window.size == 1:
        factors = f"{number_text(float(window.item()))} * {signed_text(float(weights.item()))}"
        _line(console, f"{name}: {factors} = {total}")
        return
    _line(console, f"{name}: sum of the products {total}")
    if window.ndim == 2:
        grids = [
            Text.assemble("window\n", _grid(window, _padding(step))),
            Text.assemble("filter\n", _grid(weights)),
            Text.assemble("products\n", _grid(np.asarray(channel["products"]))),
        ]
        console.print(Padding(Columns(grids, padding=(0, 4)), (0, 0, 0, 2 * _INDENT), expand=False))


def _padding(step: Mapping[str, Any]) -> Any:
    """Which places of a window in two dimensions lie outside the input."""
    outside = [
        [not 0 <= place < size for place in along]
        for along, size in zip(step["positions"], step["input_shape"][1:], strict=True)
    ]
    return np.logical_or.outer(*outside)


def _grid(values: Any, padding: Any = None) -> Text:
    """Rows of numbers below one another; the zeros of the padding stand in brackets."""
    rows = values.reshape(-1, values.shape[-1])
    outside = np.zeros(rows.shape, bool) if padding is None else padding
    texts = [
        [f"[{number_text(float(n))}]" if out else number_text(float(n)) for n, out in zip(*both, strict=True)]
        for both in zip(rows, outside, strict=True)
    ]
    width = max(len(text) for row in texts for text in row)
    return Text("\n".join(" ".join(text.rjust(width) for text in row) for row in texts), no_wrap=True)


def _of(step: Mapping[str, Any]) -> str:
    """What a step reads, and the window's place along the last two axes; negative numbers lie in the padding."""
    if "input" not in step:
        return ""
    positions = step.get("positions", ())
    if len(positions) < 2 or not all(positions):
        return f", of {step['input']}"
    rows, columns = positions[-2:]
    return f", of {step['input']} rows {_span(rows)}, columns {_span(columns)}"


def _span(places: Sequence[int]) -> str:
    return str(places[0]) if len(places) == 1 else f"{places[0]} to {places[-1]}"


def _line(console: Console, text: str) -> None:
    console.print(f"{' ' * _INDENT}{text}", highlight=False, markup=False, soft_wrap=True)


def _whole(sizes: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(size) for size in sizes)
