"""What is made again, by the names of the functions that make it, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.convolution.worked import WorkedConvolution, convolve
from convscope.datasets.examination import data
from convscope.datasets.sheets import save_sheet
from convscope.errors import OutputError
from convscope.examine.neighbours.duplicates import duplicates
from convscope.examine.neighbours.nearest import similar
from convscope.examine.neighbours.outliers import outliers
from convscope.examine.weights.kernel_list import KernelList, kernels
from convscope.explanation.measured_field import receptive_field
from convscope.explanation.worked_unit import WorkedUnit, trace
from convscope.generation import generate
from convscope.network.diagram import draw
from convscope.record import Recorded
from convscope.render import save_array, save_picture
from convscope.render.filtered import FilteredPhoto, SurveyedPhoto, filter  # noqa: A004  # the command's name
from convscope.report.comparison import compare, write_comparison
from convscope.report.concepts import write_study as write_concepts
from convscope.report.concepts.concepts_of import concepts
from convscope.report.embedding import write_embedding
from convscope.report.embedding.embedding_of import embed
from convscope.report.evaluation import evaluate, write_evaluation
from convscope.report.lecture import lecture
from convscope.report.lecture.write import write_part
from convscope.report.page import look_page
from convscope.report.photo import Look, look
from convscope.report.unit import write_study
from convscope.report.unit.studying import unit
from convscope.report.write import write_page


@dataclass(frozen=True)
class Kind:
    """A function whose results are files.

    Attributes:
        make: the function.
        write: writes a result to a place, as its ending says; by name it is told which part the file shows.
    """

    make: Callable[..., Recorded]
    write: Callable[..., object]


def _look(made: Look, place: Path) -> None:
    write_page(place, look_page(made))


def _picture(made: Any, place: Path) -> None:
    picture = made.picture()
    if picture is None:
        raise OutputError("There is nothing to show any more.", "Look at the data anew.")
    save_picture(picture, place, made.manifest())


def _filtered(made: FilteredPhoto | SurveyedPhoto, place: Path, drawing: str = "") -> None:
    if isinstance(made, FilteredPhoto) and place.suffix.lower() == ".npy":
        save_array(made.response, place, made.manifest())
    elif drawing:
        save_picture(made.drawings()[drawing], place, made.manifest(drawing=drawing))
    else:
        _picture(made, place)


def _convolution(made: WorkedConvolution, place: Path, output: Sequence[int]) -> None:
    filter_, row, column = output
    made.picture((filter_, row, column)).save(place)


def _unit(made: WorkedUnit, place: Path) -> None:
    made.diagram().save(place)


KINDS: Mapping[str, Kind] = {
    "look": Kind(look, _look),
    "compare": Kind(compare, write_comparison),
    "evaluate": Kind(evaluate, write_evaluation),
    "unit": Kind(unit, write_study),
    "embed": Kind(embed, write_embedding),
    "concepts": Kind(concepts, write_concepts),
    "lecture": Kind(lecture, write_part),
    "kernels": Kind(kernels, KernelList.save),
    "similar": Kind(similar, _picture),
    "duplicates": Kind(duplicates, _picture),
    "outliers": Kind(outliers, _picture),
    "filter": Kind(filter, _filtered),
    "convolve": Kind(convolve, _convolution),
    "draw": Kind(draw, lambda made, place: made.save(place)),
    "trace": Kind(trace, _unit),
    "receptive_field": Kind(receptive_field, _picture),
    "data": Kind(data, save_sheet),
    "generate": Kind(generate, lambda made, place: made.save(place.with_suffix(".png"))),
}

# What other files show, and the command that makes them.
OTHERS: Mapping[str, str] = {
    "runs": "Curves of runs are drawn again by convscope runs compare, those of one by its training.",
    "explanations": "The sheet shows the maps in its folder: give one of these.",
}
