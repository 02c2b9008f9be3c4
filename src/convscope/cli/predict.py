"""``convscope predict``: predict the classes of photos, one line for each photo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Json, Quiet
from convscope.cli.grammar import network_apart
from convscope.cli.learned_options import LearnedOptions, training_features
from convscope.cli.lines import Line, error_line, lines
from convscope.cli.options import NetworkOptions, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import check_ending
from convscope.errors import ImageError

if TYPE_CHECKING:
    from convscope.images import Photo, Preprocessing


def _words(line: Line) -> str:
    said = ", ".join(f"{p['label'].split(',')[0]} {_amount(p)}" for p in line["predictions"])
    near = ", ".join(
        f"{Path(one['photo']).name} ({one['label'] or 'no label'}, {one['similarity']:.2f})"
        for one in line.get("nearest", ())
    )
    seen = line.get("seen", 1)
    return (
        f"{line['photo']}  {said}"
        + (f"\n  nearest: {near}" if near else "")
        + (
            f"\n  of the middle, {seen:.0%} of the photo; convscope segment sees all of it"
            if seen < 1
            else ""
        )
    )


def _seen(preprocessing: Preprocessing, photo: Photo) -> float:
    """Share of a photo that lies in the network's input."""
    top, left, bottom, right = preprocessing.region(photo)
    rows = min(bottom, photo.rows) - max(top, 0)
    columns = min(right, photo.columns) - max(left, 0)
    return rows * columns / (photo.rows * photo.columns)


def _amount(prediction: dict[str, Any]) -> str:
    if "probability" in prediction:
        return f"{prediction['probability']:.1%}"
    return f"{prediction['value']:.4g}"


@lines(_words)
@options_from(learned=LearnedOptions, opening=NetworkOptions)
def predict(
    *,
    words: Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photos or folders of them.")],
    top: Annotated[int, typer.Option(min=1, help="How many classes to name.")] = 5,
    out: Annotated[
        Path | None, typer.Option(help="Write the JSON lines to a file, whole or not at all.")
    ] = None,
    learned: Given,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Iterator[Line]:
    """Predict the most probable classes of photos: in words on a terminal, else one JSON document a line."""
    from convscope.evaluation.features import features_of
    from convscope.images import decode, photos_in
    from convscope.network.batches import batch_size, prepared_batches
    from convscope.network.task.places import Segmentation
    from convscope.report.neighbours import BESIDE, nearest_by_features

    opening, photos = network_apart(words, opening)
    if not photos:
        raise ImageError("There is no photo to predict the classes of.", "Name photos or folders of them.")
    check_ending(out, (".jsonl", ".ndjson", ".json"), "A file of JSON lines")
    paths = photos_in([Path(photo) for photo in photos])
    net = opened(opening)
    training = training_features(learned, net, seed=seed_of(opening), silent=json_ or quiet)
    for batch in prepared_batches(net, paths, decode, batch_size(net.graph())):
        found: dict[Path, dict[str, Any]] = {
            path: {"error": error_line(error)} for path, error in batch.failures
        }
        if batch.inputs is not None:
            scores = net.scores(batch.inputs, passes=len(paths))
            predicted = net.task.predictions(scores, top=top)
            found |= {
                path: {"predictions": [prediction.document() for prediction in predictions]}
                for path, predictions in zip(batch.sources, predicted, strict=True)
            }
            if isinstance(net.task, Segmentation) and net.preprocessing is not None:
                for path, photo in zip(batch.sources, batch.photos, strict=True):
                    found[path]["seen"] = _seen(net.preprocessing, photo)
            if training is not None:
                near = nearest_by_features(features_of(net, batch.inputs), training, BESIDE, batch.photos)
                for path, neighbours in zip(batch.sources, near, strict=True):
                    found[path]["nearest"] = [one.document("similarity") for one in neighbours]
        for path in batch.order:
            yield {"photo": str(path), **found[path]}
