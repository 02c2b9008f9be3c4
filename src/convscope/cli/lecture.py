"""``convscope lecture``: work out a whole lecture: page, pictures and film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.places import Overwrite, check_ending, check_folder, free_place

if TYPE_CHECKING:
    from rich.console import Console


@answers
def lecture(
    out: Annotated[
        Path | None,
        typer.Option(help="The folder of the page and its pictures; by default one called lecture."),
    ] = None,
    film: Annotated[
        Path | None, typer.Option(help="The film, as GIF, WebP or MP4; by default film.gif in the folder.")
    ] = None,
    overwrite: Overwrite = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Work out a whole lecture: a 6 x 6 picture, two filters, what layers cost, and backpropagation."""
    from convscope.convolution import matrix_text
    from convscope.images.animation import ANIMATIONS
    from convscope.report.lecture import lecture as work_out
    from convscope.report.lecture import write_lecture

    check_folder(out, "The page and its pictures")
    check_ending(film, ANIMATIONS, "The film")
    folder = out or free_place(Path("lecture"), overwrite=overwrite)
    document = write_lecture(work_out(), folder, film or folder / "film.gif")

    def show(console: Console) -> None:
        parameters, gradients = document["parameters"], document["backpropagation"]
        lines = [
            *(f"{stage['name']}: {_numbers(stage['values'])}" for stage in document["exercise"]["stages"]),
            *(
                f"parameters on a picture of {size}: MLP {count['mlp']:,}, CNN {count['cnn']:,}"
                for size, count in parameters.items()
            ),
            f"gradient of the filter: {matrix_text(gradients['filter_gradient'])}",
            f"gradient of the input: {matrix_text(gradients['input_gradient'])}",
            f"film: {document['film']}",
            f"report: {document['report']}",
        ]
        for line in lines:
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    def _numbers(values: object) -> str:
        import numpy as np

        array = np.asarray(values)
        maps = array if array.ndim == 3 else array.reshape(1, 1, -1)
        return " | ".join(matrix_text(one) for one in maps)

    return Answer(document, show)
