"""Every prediction of an evaluation as a table: CSV, Parquet or JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from convscope.errors import OutputError
from convscope.evaluation.captioner import CaptionerEvaluation
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.evaluation.generator_evaluation import GeneratorEvaluation
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.extras import extra
from convscope.files import replacing
from convscope.report.evaluation.answer_columns import answer_columns
from convscope.report.evaluation.boxes import detection_columns
from convscope.report.evaluation.captioner_page import said_columns
from convscope.report.evaluation.evaluated import Evaluated
from convscope.report.evaluation.generator_page import made_columns
from convscope.report.evaluation.judgement import Judgement
from convscope.report.evaluation.masks import mask_columns
from convscope.report.evaluation.reader import ReaderJudgement
from convscope.report.evaluation.reader_page import read_columns
from convscope.report.evaluation.region_page import region_columns
from convscope.report.evaluation.restorer_page import restored_columns

TABLES = (".csv", ".parquet", ".json")


def write_predictions(judgement: Evaluated, place: Path) -> None:
    """Write a row for each picture: its class, what was predicted, and the probability of every class.

    Of a detector it is a row for each detection and each thing that was missed, see `detection_columns`; of a
    segmenter, and of a network from picture to picture, a row for each photo, with its figures; of a
    generator a row for each class; of a network that reads a row for each text; of a captioner of regions a row for
    each region that is told.

    Args:
        judgement: of the pictures.
        place: ends with .csv, .parquet or .json, which holds a list of rows.

    Raises:
        ExtraError: pyarrow, which writes Parquet, is not installed.
        OutputError: another ending, or the place cannot be written to.
    """
    columns = _columns(judgement)
    if place.suffix.lower() == ".parquet":
        arrow, parquet = extra("pyarrow", "examine"), extra("pyarrow.parquet", "examine")
        with replacing(place) as temporary:
            parquet.write_table(arrow.table(columns), temporary)
    elif place.suffix.lower() == ".csv":
        with replacing(place) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows(zip(*columns.values(), strict=True))
    elif place.suffix.lower() == ".json":
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        with replacing(place) as temporary:
            temporary.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    else:
        raise OutputError(
            f"Predictions are written as .csv, .parquet or .json, got {place}.", "Choose another name."
        )


def _columns(judgement: Evaluated) -> dict[str, list[Any]]:
    if isinstance(judgement, Judgement):
        return answer_columns(judgement.evaluation.answers)
    if isinstance(judgement, ReaderJudgement):
        return read_columns(judgement)
    if isinstance(judgement, CaptionerEvaluation):
        return said_columns(judgement)
    if isinstance(judgement, RegionEvaluation):
        return region_columns(judgement)
    if isinstance(judgement, RestorerEvaluation):
        return restored_columns(judgement)
    if isinstance(judgement, GeneratorEvaluation):
        return made_columns(judgement)
    return (
        detection_columns(judgement) if isinstance(judgement, DetectorEvaluation) else mask_columns(judgement)
    )
