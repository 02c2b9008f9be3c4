"""An evaluation as files: the report, and the figures as JSON beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convscope.evaluation.captioner import CaptionerEvaluation
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.evaluation.generator_evaluation import GeneratorEvaluation
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.files import make_folder, replacing
from convscope.record.carried import write_json
from convscope.report.evaluation.boxes import detector_page
from convscope.report.evaluation.captioner_page import captioner_page
from convscope.report.evaluation.document import judgement_document
from convscope.report.evaluation.evaluated import Evaluated
from convscope.report.evaluation.generator_page import generator_page
from convscope.report.evaluation.judgement import Judgement
from convscope.report.evaluation.masks import segmenter_page
from convscope.report.evaluation.page import judgement_page
from convscope.report.evaluation.reader import ReaderJudgement
from convscope.report.evaluation.reader_page import reader_page
from convscope.report.evaluation.region_page import region_page
from convscope.report.evaluation.restorer_page import restorer_page
from convscope.report.unit import write_study


def write_evaluation(evaluation: Evaluated, report: Path) -> dict[str, Any]:
    """Write the report of any kind of network, and its figures as JSON beside it; see `write_judgement`."""
    if isinstance(evaluation, Judgement):
        return write_judgement(evaluation, report)
    make_folder(report.parent)
    figures = report.with_suffix(".json")
    if figures != report:
        page = _page(evaluation)
        with replacing(report) as temporary:
            temporary.write_text(page, encoding="utf-8")
    return write_json(figures, evaluation.document(), evaluation.manifest())


def _page(
    evaluation: DetectorEvaluation
    | SegmenterEvaluation
    | RestorerEvaluation
    | GeneratorEvaluation
    | CaptionerEvaluation
    | ReaderJudgement
    | RegionEvaluation,
) -> str:
    if isinstance(evaluation, DetectorEvaluation):
        return detector_page(evaluation)
    if isinstance(evaluation, CaptionerEvaluation):
        return captioner_page(evaluation)
    if isinstance(evaluation, ReaderJudgement):
        return reader_page(evaluation)
    if isinstance(evaluation, RegionEvaluation):
        return region_page(evaluation)
    if isinstance(evaluation, RestorerEvaluation):
        return restorer_page(evaluation)
    if isinstance(evaluation, GeneratorEvaluation):
        return generator_page(evaluation)
    return segmenter_page(evaluation)


def write_judgement(judgement: Judgement, report: Path) -> dict[str, Any]:
    """Write a report, and beside it, ending with ``.json``, what it shows; or that alone, where the place ends so.

    The units that were studied get pages in a folder beside it, which ends with ``.units``.

    Returns:
        The document that the JSON holds.

    Raises:
        OutputError: the place cannot be written to.
    """
    document = judgement_document(judgement)
    make_folder(report.parent)
    figures = report.with_suffix(".json")
    if figures == report:
        return write_json(figures, document, judgement.manifest())
    folder = report.with_name(f"{report.stem}.units")
    pages: dict[int, str] = {}
    for behind, study in zip(judgement.behind, judgement.studies, strict=False):
        place = folder / f"{behind.address.replace(':', '-')}.html"
        write_study(study, place)
        pages[behind.unit] = f"{folder.name}/{place.name}"
    page = judgement_page(judgement, pages)
    with replacing(report) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return write_json(figures, document, judgement.manifest())
