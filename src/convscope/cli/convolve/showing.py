"""The document as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from convscope.arithmetic import shape_text
from convscope.convolution import matrix_text, number_text
from convscope.convolution.matrix import Array

TITLES = {
    "matrix": {"toeplitz": "Toeplitz matrix", "im2col": "im2col, a window a column", "filters": "filters"},
    "gradients": {
        "output": "gradient of the output",
        "weight": "gradient of the filters",
        "bias": "gradient of the biases",
        "input": "gradient of the input",
    },
}


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """All that is shown, in the order of the document."""
    for stage in document["stages"]:
        yield from _grid(stage["name"], stage["values"])
    if "element" in document:
        yield from _element(document["element"])
    for row in document.get("table", []):
        yield f"{_place(row)}: {'; '.join(row['arithmetic'])}"
    for part, titles in TITLES.items():
        if part in document:
            for key, title in titles.items():
                yield from _grid(title, document[part][key])
    for key in ("picture", "animation"):
        if key in document:
            yield f"{key}: {document[key]}"


def _place(worked: Mapping[str, Any]) -> str:
    return f"output {worked['filter']}, row {worked['row']}, column {worked['column']}"


def _element(worked: Mapping[str, Any]) -> Iterator[str]:
    yield _place(worked)
    for window, weights in zip(worked["window"], worked["weights"], strict=True):
        yield f"  window {matrix_text(window)}   filter {matrix_text(weights)}"
    for line in worked["arithmetic"]:
        yield f"  {line}"


def _grid(title: str, values: Array) -> Iterator[str]:
    yield f"{title} ({shape_text(values.shape)})"
    rows = values.reshape(-1, values.shape[-1])
    width = max(len(number_text(number)) for number in rows.flat)
    height = values.shape[-2] if values.ndim > 1 else len(rows)
    for number, row in enumerate(rows):
        if number and number % height == 0:
            yield ""
        yield "  " + " ".join(number_text(value).rjust(width) for value in row)
