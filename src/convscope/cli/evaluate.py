"""``convscope evaluate``: evaluate a network on labelled pictures: accuracy, calibration, worst errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import network_apart
from convscope.cli.learned_options import LearnedOptions
from convscope.cli.options import NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.report.evaluation.evaluated import Evaluated


@answers
@options_from(learned=LearnedOptions, opening=NetworkOptions)
def evaluate(
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DATA]", help="Labelled pictures; by default the validation pictures of the run."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="Split of the data: train, val or test; by default test, else val, else all."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(help="Also write every prediction or detection, as .csv, .parquet or .json."),
    ] = None,
    slice_by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Report the accuracy for each value of this column of the data's CSV."
        ),
    ] = None,
    errors: Annotated[
        int, typer.Option(min=0, help="How many of the worst errors to explain; the report lists all.")
    ] = 40,
    units: Annotated[
        int, typer.Option(min=0, help="With --scan: how many of the channels behind the errors get a page.")
    ] = 6,
    method: Annotated[
        str | None,
        typer.Option(help="Attribution method that explains the errors; see convscope methods."),
    ] = None,
    score: Annotated[
        float | None,
        typer.Option(
            help="Of a detector: least score of the detections whose errors are told, of a captioner of regions of "
            "those that count as told; 0.3 by default."
        ),
    ] = None,
    noise: Annotated[
        str | None,
        typer.Option(
            help="Noise to take away: standard deviation on the scale of 0 to 255, as 25; for networks from picture "
            "to picture, by default what the run learned."
        ),
    ] = None,
    blur: Annotated[
        str | None, typer.Option(help="Blur to take away, likewise: standard deviation in pixels.")
    ] = None,
    jpeg: Annotated[str | None, typer.Option(help="JPEG to repair, likewise: its quality, as 10.")] = None,
    missing: Annotated[
        str | None, typer.Option(help="Holes to fill in, likewise: the share of the pixels, as 0.25.")
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            metavar="NETWORK",
            help="Of a generator: a classifier that says whether its classes came out, as convscope/digits.",
        ),
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="Of a generator: how many pictures to make; by default 500.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The report, .html; by default reports/NETWORK-on-DATA.html.")
    ] = None,
    overwrite: Overwrite = False,
    learned: Given,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Evaluate a network on labelled pictures, photos with boxes or with masks: figures with intervals, errors.

    A network from picture to picture is evaluated on photos that are degraded on the spot, a generator by pictures
    that it makes, a network that reads on texts in classes.
    """
    seed, asked = seed_of(opening), LearnedOptions.model_validate(learned)
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.evaluation.detector import finds_boxes
    from convscope.evaluation.restorer import makes_pictures
    from convscope.evaluation.segmenter import finds_masks
    from convscope.network.from_run import is_run
    from convscope.report.evaluation import Judgement, write_evaluation
    from convscope.report.evaluation import evaluate as evaluate_network
    from convscope.report.evaluation.evaluating import data_of
    from convscope.report.evaluation.predictions import TABLES, write_predictions
    from convscope.report.evaluation.reader import reads_texts
    from convscope.report.write import report_name

    opening, places = network_apart(words or [], opening)
    if len(places) > 1:
        raise DataError(f"A network is evaluated on one data set, got {', '.join(places)}.", "Name one.")
    data = places[0] if places else None
    check_ending(out, (".html",), "The report")
    check_ending(predictions, TABLES, "A table of predictions")
    spec = network_of(opening)
    # Wrong data are found before the network is opened, where it is known what these are.
    if is_run(spec) and not any(
        kind(spec) for kind in (finds_boxes, finds_masks, makes_pictures, reads_texts)
    ):
        data_of(spec, data, split, asked.training_data)
    net = opened(opening)
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        judgement = evaluate_network(
            net,
            data,
            split=split,
            training_data=asked.training_data,
            slice_by=slice_by,
            scan=asked.scan,
            units=units,
            errors=errors,
            method=method,
            score=score,
            noise=noise,
            blur=blur,
            jpeg=jpeg,
            missing=missing,
            judge=judge,
            count=count,
            seed=seed,
            progress=progress,
        )
    data_name = judgement.data.name if isinstance(judgement, Judgement) else judgement.data
    name = f"{report_name(spec.removeprefix('run:'), ())}-on-{report_name(data_name, ())}"
    report = out or free_place(Path("reports") / f"{name}.html", overwrite=overwrite)
    document = write_evaluation(judgement, report)
    if predictions is not None:
        write_predictions(judgement, predictions)
    if is_run(spec):
        _keep_in_run(spec, document)

    def show(console: Console) -> None:
        _show_judged(judgement, document, console, asked.training_data is not None)
        for name, place in (("report", report), ("predictions", predictions)):
            if place is not None:
                console.print(f"{name}  {place}", highlight=False, markup=False, soft_wrap=True)

    return Answer(
        {"run": spec.removeprefix("run:"), **document, "report": report, "predictions": predictions},
        show,
        errors=judgement.failures,
    )


def _keep_in_run(spec: str, document: dict[str, Any]) -> None:
    """Keep the figures in the run, for the model card of its exports."""
    from convscope.evaluation.evaluation import KEPT
    from convscope.learn import Run

    Run.open(spec).write_json(KEPT, document)


def _show_judged(judgement: Evaluated, document: dict[str, Any], console: Console, is_told: bool) -> None:
    from convscope.cli.judged_boxes import show_detector
    from convscope.cli.judged_captions import show_captioner
    from convscope.cli.judged_masks import show_segmenter
    from convscope.cli.judged_pictures import show_restorer
    from convscope.cli.judged_regions import show_regions
    from convscope.cli.judged_samples import show_generator
    from convscope.cli.judged_texts import show_reader
    from convscope.evaluation.captioner import CaptionerEvaluation
    from convscope.evaluation.detector_evaluation import DetectorEvaluation
    from convscope.evaluation.generator_evaluation import GeneratorEvaluation
    from convscope.evaluation.region_evaluation import RegionEvaluation
    from convscope.evaluation.restorer_evaluation import RestorerEvaluation
    from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
    from convscope.report.evaluation.reader import ReaderJudgement

    if isinstance(judgement, DetectorEvaluation):
        show_detector(document, console)
    elif isinstance(judgement, CaptionerEvaluation):
        show_captioner(document, console)
    elif isinstance(judgement, ReaderJudgement):
        show_reader(document, console)
    elif isinstance(judgement, RegionEvaluation):
        show_regions(document, console)
    elif isinstance(judgement, RestorerEvaluation):
        show_restorer(document, console)
    elif isinstance(judgement, GeneratorEvaluation):
        show_generator(document, console)
    elif isinstance(judgement, SegmenterEvaluation):
        show_segmenter(document, console)
    else:
        _show(document, console, is_told)


def _show(document: dict[str, Any], console: Console, is_told: bool) -> None:
    from rich.table import Table

    photos, errors = document["photos"], len(document["errors"])
    of = f"{document['network']} on {document['data']} ({document['split']})"
    title = f"{of}: {errors} of {photos} pictures wrong"
    console.print(title, style="bold", highlight=False, markup=False, soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for name, value in document["metrics"].items():
        low, high = document["intervals"][name]
        table.add_row(name.replace("_", " "), f"{value:.4f}", f"{low:.4f} to {high:.4f}")
    console.print(table)
    console.print(f"temperature {document['calibration']['temperature']:.2f}", highlight=False)
    for line in (*_suspects(document, is_told), *_channels(document)):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _suspects(document: dict[str, Any], is_told: bool) -> list[str]:
    """How many labels are suspected, and on whose word.

    Args:
        document: of the evaluation.
        is_told: whether the training pictures were named.
    """
    found, training = len(document["suspected_labels"]), document["training_pictures"]
    lines = (
        [f"suspected labels: {found} of the errors, on the network's own word against the label"]
        if found
        else []
    )
    if training:
        of = len(document["suspected_training_labels"])
        word = "by a classifier that has not seen their labels"
        lines.append(f"suspected labels: {of} of {training} training pictures, {word}")
    elif found and not is_told:
        lines.append("with --training-data the pictures that the network learned from are searched as well")
    return lines


def _channels(document: dict[str, Any]) -> list[str]:
    """The channels that are most often behind the errors."""
    named = [f"{one['address']} ({one['errors']})" for one in document["units_behind_errors"][:3]]
    return (
        [f"channels that most often raised the wrong class (in errors): {', '.join(named)}"] if named else []
    )
