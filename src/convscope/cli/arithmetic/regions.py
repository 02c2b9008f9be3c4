"""``convscope arithmetic roi-pool|roi-align``: a region of a map made a small map of one size."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.told import read_size

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.detection import Region

Values = Annotated[
    str, typer.Argument(metavar="MAP", help='The map, its rows apart by "/": "1 2 3 / 4 5 6".')
]
Place = Annotated[
    str,
    typer.Argument(
        metavar="BOX", help='The region: left, top, right and bottom in pixels of the photo, "0 0 64 64".'
    ),
]
Output = Annotated[str, typer.Option(help="Rows x columns of the result.")]
Stride = Annotated[
    float, typer.Option(min=0.001, help="Pixels of the photo from one place of the map to the next.")
]


@answers
def roi_pool(
    values: Values,
    box: Place,
    output: Output = "2x2",
    stride: Stride = 1.0,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """The greatest value in each window of a region, which is rounded to places of the map (Fast R-CNN)."""
    from convscope.detection import pooled_region, read_box
    from convscope.rows import read_rows

    return _answer(pooled_region(read_rows(values), read_box(box), read_size(output), 1 / stride))


@answers
def roi_align(
    values: Values,
    box: Place,
    output: Output = "2x2",
    stride: Stride = 1.0,
    samples: Annotated[int, typer.Option(min=1, help="Points of a window along each side.")] = 2,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """The mean of values between places of the map in each window of a region, nothing rounded (Mask R-CNN)."""
    from convscope.detection import aligned_region, read_box
    from convscope.rows import read_rows

    return _answer(aligned_region(read_rows(values), read_box(box), read_size(output), 1 / stride, samples))


def _answer(found: Region) -> Answer:
    def show(console: Console) -> None:
        for line in found.formula:
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    document = {
        "way": found.way,
        "box": found.box,
        "output": found.rows_of_values,
        "bins": [asdict(one) for one in found.bins],
        "formula": "\n".join(found.formula),
    }
    return Answer(document, show)
