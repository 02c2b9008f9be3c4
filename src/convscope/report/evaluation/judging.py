"""Judging a network: from labelled pictures to all that the report shows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from convscope.evaluation import Evaluation, evaluate_answers
from convscope.evaluation.features import read_features
from convscope.evaluation.label_errors import suspected_in_training
from convscope.evaluation.last_layer import last_layer
from convscope.evaluation.matching import matching_classes
from convscope.evaluation.raising_units import ErrorUnits, units_between
from convscope.evaluation.reading import read_answers
from convscope.evaluation.scanned_features import scanned_features
from convscope.evaluation.units_behind import units_behind
from convscope.examine.scans import Scan
from convscope.extras import needs
from convscope.network import Network
from convscope.progress import Progress
from convscope.registry import find_method
from convscope.report.evaluation.cases import look_into
from convscope.report.evaluation.judgement import Data, Judgement
from convscope.report.evaluation.studied_units import study_units
from convscope.report.evaluation.suspects import suspects_of
from convscope.report.provenance import provenance


def _method(network: Network, asked: str | None) -> str:
    return asked or next(name for name in ("grad-cam", "saliency") if find_method(name).fits(network.graph()))


def judge(
    network: Network,
    data: Data,
    *,
    errors: int = 12,
    method: str | None = None,
    column: str | None = None,
    scan: Scan | None = None,
    units: int = 0,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Judgement:
    """Judge a network.

    Args:
        network: a classifier of photos.
        data: the pictures, with labels.
        errors: how many of the worst errors to look into.
        method: the attribution that shows where an error comes from; by default Grad-CAM, or saliency where no
            layer has places.
        column: of the pictures' CSV, by which to part them beside size and brightness.
        scan: of the network on the pictures that it learned from, in the place of ``data.training``.
        units: how many of the units behind the errors to study, by the scan.
        seed: of the intervals, of the choice among many training pictures, and of the attribution.
        settings: what the user asked for, for the report.
        progress: told how many pictures are done.

    Raises:
        EvaluationError: the network does not tell these classes apart, or no picture can be read.
        ScanError: the scan is of another network, or its pictures are gone.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop.
    """
    needs("train", "matplotlib", "sklearn")
    began = time.perf_counter()
    progress = progress or Progress()
    # First, as it is quick and a scan may be of another network.
    training = scanned_features(scan, network, data.items) if scan else None
    reading = read_answers(network, data.items, data.classes, progress=progress)
    evaluation = evaluate_answers(reading.answers, reading.parts(column), seed=seed)
    if training is None and data.training:
        names = [network.labels.names[index] for index in matching_classes(network, data.training_classes)]
        training = read_features(network, data.training, names, seed=seed, progress=progress)
    raised = _raised(network, evaluation)
    behind = units_behind(raised)
    explainer = _method(network, method)
    cases = look_into(
        network,
        reading,
        evaluation.errors[:errors],
        raised,
        training,
        explainer,
        seed=seed,
        progress=progress,
    )
    in_training = suspected_in_training(training, seed=seed) if training else []
    return Judgement(
        data=data,
        reading=reading,
        evaluation=evaluation,
        raised=raised,
        behind=behind,
        studies=study_units(network, scan, behind[:units], progress) if scan else [],
        cases=cases,
        suspects=suspects_of(reading.items, evaluation.suspects, network.labels.names),
        training_suspects=suspects_of(training.items, in_training, training.classes) if training else [],
        training=len(training.items) if training else 0,
        scan=scan,
        provenance=provenance(network, settings or {}, time.perf_counter() - began),
    )


def _raised(network: Network, evaluation: Evaluation) -> list[ErrorUnits]:
    """The units behind each error."""
    layer, answers = last_layer(network), evaluation.answers
    if layer is None:
        return []
    return [
        units_between(
            layer,
            answers.features[row],
            answers.logits[row],
            int(answers.predicted[row]),
            int(answers.truth[row]),
            answers.classes,
        )
        for row in evaluation.errors
    ]
