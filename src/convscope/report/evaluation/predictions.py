"""Every prediction of an evaluation as a table: CSV or Parquet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from convscope.errors import OutputError
from convscope.extras import extra
from convscope.files import replacing
from convscope.report.evaluation.judgement import Judgement

TABLES = (".csv", ".parquet")


def write_predictions(judgement: Judgement, place: Path) -> None:
    """Write a row for each picture: its class, what was predicted, and the probability of every class.

    Args:
        judgement: of the pictures.
        place: ends with .csv or .parquet.

    Raises:
        ExtraError: pyarrow, which writes Parquet, is not installed.
        OutputError: another ending, or the place cannot be written to.
    """
    columns = prediction_columns(judgement)
    if place.suffix.lower() == ".parquet":
        arrow, parquet = extra("pyarrow", "examine"), extra("pyarrow.parquet", "examine")
        with replacing(place) as temporary:
            parquet.write_table(arrow.table(columns), temporary)
    elif place.suffix.lower() == ".csv":
        with replacing(place) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows(zip(*columns.values(), strict=True))
    else:
        raise OutputError(
            f"Predictions are written as .csv or .parquet, got {place}.", "Choose another name."
        )


def prediction_columns(judgement: Judgement) -> dict[str, list[Any]]:
    """The columns of the table, each with a value for each picture."""
    answers = judgement.evaluation.answers
    names = answers.classes
    truth_probabilities = answers.probabilities[range(len(answers)), answers.truth]
    return {
        "photo": list(answers.photos),
        "truth": [names[index] for index in answers.truth],
        "said": [names[index] for index in answers.predicted],
        "is_right": answers.correct.tolist(),
        "truth_probability": truth_probabilities.tolist(),
        "said_probability": answers.confidences.tolist(),
        "loss": answers.losses.tolist(),
        **{f"probability of {name}": answers.probabilities[:, n].tolist() for n, name in enumerate(names)},
    }
