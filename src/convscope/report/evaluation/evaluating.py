"""Evaluating a network, from the names of its data to the judgement."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from convscope.datasets import UNDIVIDED, Dataset, open_dataset
from convscope.datasets.layout import notes_on
from convscope.datasets.masked import open_masked
from convscope.datasets.texts import open_texts
from convscope.errors import DataError, EvaluationError
from convscope.evaluation.captioner import evaluate_captioner
from convscope.evaluation.colorizer import evaluate_colorizer
from convscope.evaluation.detector import evaluate_detector
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.evaluation.generator import COUNT, evaluate_generator
from convscope.evaluation.judged_split import judged_split
from convscope.evaluation.region_captioner import evaluate_regions
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.evaluation.restorer import evaluate_restorer
from convscope.evaluation.segmenter import evaluate_segmenter, finds_masks
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.examine.scans import Scan
from convscope.learn import Run
from convscope.network import Network
from convscope.network.from_run import is_run, without_epoch
from convscope.network.task.boxes import SCORE, Boxes
from convscope.network.task.colours import Colours
from convscope.network.task.instances import Instances
from convscope.network.task.places import Generation, Picture, Segmentation
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.network.task.things import Things
from convscope.progress import Progress
from convscope.record import recorded
from convscope.registry import find_method
from convscope.render.notebook import default_progress
from convscope.report.evaluation.document import judgement_document
from convscope.report.evaluation.evaluated import Evaluated
from convscope.report.evaluation.judgement import Data, Judgement
from convscope.report.evaluation.judging import judge as judge_classifier
from convscope.report.evaluation.reader import judge_reader

# How many errors are explained, and how many units studied: some tens of seconds of work.
ERRORS = 40
UNITS = 6
# What networks that are no classifiers are called, by their tasks.
_KINDS = {
    Boxes.name: "detector",
    Instances.name: "detector",
    Regions.name: "captioner",
    Segmentation.name: "segmenter",
    Things.name: "segmenter",
    Colours.name: "colorizer",
    Picture.name: "restorer",
    Generation.name: "generator",
    Sentences.name: "captioner",
}
LEARNED = (
    "The network learned from these very pictures: the figures say nothing of new ones, and no others are "
    "known among which to search for the nearest."
)


def _found(made: Evaluated) -> dict[str, Any]:
    return judgement_document(made) if isinstance(made, Judgement) else made.document()


@recorded(reads=("data", "training_data"), found=_found)
def evaluate(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    training_data: str | os.PathLike[str] | None = None,
    slice_by: str | None = None,
    scan: str | os.PathLike[str] | Scan | None = None,
    units: int = UNITS,
    errors: int = ERRORS,
    method: str | None = None,
    score: float | None = None,
    noise: str | None = None,
    blur: str | None = None,
    jpeg: str | None = None,
    missing: str | None = None,
    judge: str | None = None,
    count: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Evaluated:
    """Evaluate a network on labelled pictures: figures with confidence intervals, and its errors.

    Args:
        network: a classifier of photos, a detector, a network that gives a class for each place, one from picture to
            picture, a generator, a captioner or a network that reads; what is said of training data, columns, scans
            and units is for classifiers, of explained errors also for networks that read.
        data: place of the data set (`convscope.datasets.open_dataset`); by default that of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        training_data: place of the pictures that the network learned from, for the nearest ones and for suspected
            labels among them; by default those of the run, or of the same data.
        slice_by: a column of the data's CSV, for each value of which the accuracy is told.
        scan: a scan of the network on the pictures that it learned from, its name or its folder: in the place of
            ``training_data``, and for the units behind the errors.
        units: how many of these units to study, by the scan.
        errors: how many of the worst errors to explain; all are listed.
        method: the attribution method that explains them; by default Grad-CAM, or saliency where no layer has places.
        score: of a detector, the least score of the detections whose errors are told, or whose masks are painted, of
            a captioner of regions of those that count as told; by default 0.3.
        noise: of a network from picture to picture, what is done to photos that it shall undo: the standard deviation
            of noise on the scale of 0 to 255, as ``25``; by default what its run learned.
        blur: likewise, the standard deviation of blur in pixels.
        jpeg: likewise, the quality of JPEG.
        missing: likewise, the share of the pixels that are missing.
        judge: of a generator, a classifier that says whether its classes came out, such as ``convscope/digits``.
        count: of a generator, how many pictures to make; by default 500.
        seed: of the intervals, of the choice among many training pictures, and of the attribution.
        progress: told how many pictures are done.

    Returns:
        The figures and the errors; `convscope.report.evaluation.write_evaluation` makes a report of them.

    Raises:
        DataError: there are no such data or no such split, or training data as well as a scan.
        ScanError: there is no such scan, it is of another network, or its pictures are gone.
        EvaluationError: the network does not tell these classes apart, no picture can be read, or something is asked
            that is for another kind of network.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop.
    """
    degraded = {"noise": noise, "blur": blur, "jpeg": jpeg, "missing": missing}
    sampled = {"judge": judge, "count": count}
    _check_fits(network, degraded, sampled, score)
    of_photos: dict[str, object] = {
        "training_data": training_data,
        "slice_by": slice_by,
        "scan": scan,
        "units": None if units == UNITS else units,
    }
    if network.inputs[0].vocabulary is not None:
        _check_asked(of_photos, "network that reads")
        return judge_reader(
            network,
            data,
            split=split,
            errors=errors,
            method=method,
            seed=seed,
            progress=default_progress(progress),
        )
    if isinstance(network.task, Boxes | Segmentation | Picture | Sentences):
        asked = {**of_photos, "method": method, "errors": None if errors == ERRORS else errors}
        _check_asked(asked, _KINDS[network.task.name])
    if isinstance(network.task, Sentences | Colours):
        judged = evaluate_captioner if isinstance(network.task, Sentences) else evaluate_colorizer
        return judged(network, data, split=split, seed=seed, progress=default_progress(progress))
    if isinstance(network.task, Boxes | Segmentation):
        least = SCORE if score is None else score
        judged_by = _judged_by(network, data)
        return judged_by(
            network, data, split=split, score=least, seed=seed, progress=default_progress(progress)
        )
    if isinstance(network.task, Generation):
        return evaluate_generator(
            network,
            data,
            split=split,
            judge=judge,
            count=COUNT if count is None else count,
            seed=seed,
            progress=default_progress(progress),
        )
    if isinstance(network.task, Picture):
        return evaluate_restorer(
            network, data, split=split, seed=seed, progress=default_progress(progress), **degraded
        )
    if method is not None:
        find_method(method)
    found = scan if isinstance(scan, Scan) or scan is None else Scan.open(scan)
    if found and training_data is not None:
        raise DataError(
            "The training pictures are those of the scan or of training_data, got both.", "Give one."
        )
    pictures = data_of(network.opening.spec, data, split, training_data)
    progress = default_progress(progress)
    for note in pictures.notes:
        progress.note(note)
    settings = {"split": pictures.split, "errors": errors, "seed": seed}
    return judge_classifier(
        network,
        pictures,
        errors=errors,
        method=method,
        column=slice_by,
        scan=found,
        units=units,
        seed=seed,
        settings=settings,
        progress=progress,
    )


def _judged_by(
    network: Network, data: str | os.PathLike[str] | None
) -> Callable[..., DetectorEvaluation | SegmenterEvaluation | RegionEvaluation]:
    """By what a network of boxes or places is judged; one of both by its boxes where the data have no masks."""
    if isinstance(network.task, Regions):
        return evaluate_regions
    if not isinstance(network.task, Boxes):
        return evaluate_segmenter
    if not isinstance(network.task, Instances):
        return evaluate_detector
    has_masks = finds_masks(network.opening.spec) if data is None else open_masked(data) is not None
    return evaluate_segmenter if has_masks else evaluate_detector


def _check_fits(
    network: Network, degraded: Mapping[str, object], sampled: Mapping[str, object], score: float | None
) -> None:
    """Refuse what is for another kind of network.

    Raises:
        EvaluationError: some of it is asked for.
    """
    task = network.task
    if any(degraded.values()) and (isinstance(task, Generation) or not isinstance(task, Picture)):
        raise EvaluationError(
            "Only for a network from picture to picture are photos degraded.",
            "Leave noise, blur, jpeg and missing out.",
        )
    if any(value is not None for value in sampled.values()) and not isinstance(task, Generation):
        raise EvaluationError(
            "Only a generator makes pictures that a judge looks at.", "Leave judge and count out."
        )
    if score is not None and not isinstance(task, Boxes):
        raise EvaluationError("Only the detections of a detector have a least score.", "Leave score out.")


def _check_asked(asked: Mapping[str, object], kind: str) -> None:
    """Refuse what is for classifiers alone.

    Raises:
        EvaluationError: some of it is asked for.
    """
    for name, value in asked.items():
        if value is not None:
            raise EvaluationError(f"A {kind} is evaluated without {name}.", "Leave it out.")


def data_of(
    spec: str,
    data: str | os.PathLike[str] | None,
    split: str | None,
    training_data: str | os.PathLike[str] | None = None,
) -> Data:
    """The pictures to evaluate on, with those that the network learned from where they are known.

    Raises:
        DataError: there are no such data or no such split.
    """
    if data is not None and open_texts(data) is not None:
        raise DataError(
            f"{spec or 'The network'} reads no texts, and {data} holds texts in classes.",
            "Name a run of convscope/dcnn that was trained on texts.",
        )
    of_run, gone = _data_of_run(spec, is_needed=data is None)
    dataset = open_dataset(data) if data else of_run
    if dataset is None:
        raise DataError(
            f"{spec or 'The network'} is no run, so its data are not known.", "Give the data as well."
        )
    chosen = judged_split(dataset.name, dataset.splits, split)
    learned_from = of_run if training_data is None else open_dataset(training_data)
    parts = {} if gone and learned_from is None else (learned_from or dataset).splits
    training = parts.get("train", parts.get(UNDIVIDED, ()) if training_data is not None else ())
    notes = [*notes_on(dataset), *(gone if learned_from is None else ())]
    if learned_from is not None and training == dataset.split(chosen):
        notes = [*notes, LEARNED]
    return Data(
        dataset.name,
        chosen,
        dataset.classes,
        dataset.split(chosen),
        () if training == dataset.split(chosen) else training,
        (learned_from or dataset).classes,
        notes,
    )


def _data_of_run(spec: str, *, is_needed: bool) -> tuple[Dataset | None, Sequence[str]]:
    """What a run learned from, None of what is no run; where they are gone and not needed, a note that says so."""
    if not is_run(spec):
        return None, ()
    try:
        return Run.open(without_epoch(spec)).dataset(), ()
    except DataError as error:
        if is_needed:
            raise
        return None, [f"{error.message} So no nearest training pictures are shown."]
