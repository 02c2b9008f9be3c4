"""Computing a network's outputs for labelled pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.errors import EvaluationError, ImageError
from convscope.evaluation.answers import Answers
from convscope.evaluation.features import flat_features
from convscope.evaluation.matching import are_taken_in_order, matching_classes
from convscope.evaluation.slicing import by_number, by_word
from convscope.graph.engine.choice import engine_for, forward
from convscope.images import Photo
from convscope.learn.network_parts import penultimate
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.progress import Progress

_THUMBNAIL = 64
_NAMED = 6
# A column of numbers with no more values than this is a category, such as a year.
_MANY = 10


@dataclass(frozen=True, eq=False)
class Reading:
    """Pictures as they were read, and the network's outputs for them.

    Attributes:
        items: those that could be read, in the order of the answers.
        answers: the network's outputs.
        short_sides: (N,) the smaller of rows and columns.
        brightness: (N,) mean luminance between 0 and 1.
        failures: the pictures that could not be read, and why.
    """

    items: tuple[Item, ...]
    answers: Answers
    short_sides: NDArray[np.float64]
    brightness: NDArray[np.float64]
    failures: tuple[ImageError, ...]

    def parts(self, column: str | None = None) -> Mapping[str, Sequence[tuple[str, NDArray[np.bool_]]]]:
        """The pictures divided by size, by brightness and by a column of their CSV.

        Raises:
            EvaluationError: no picture has such a column.
        """
        found = {
            "shorter side": by_number(self.short_sides, "{:.0f}"),
            "brightness": by_number(self.brightness, "{:.2f}"),
        }
        if column is not None:
            known = sorted({name for item in self.items for name in item.columns})
            if column not in known:
                raise EvaluationError(
                    f"The data have no column {column!r}.",
                    f"There are: {', '.join(known)}."
                    if known
                    else "Columns come from a CSV of the pictures.",
                )
            values = [item.columns.get(column, "") for item in self.items]
            found[column] = _by_column(values)
        return found


def read_answers(
    network: Network,
    items: Sequence[Item],
    classes: Sequence[str],
    *,
    progress: Progress | None = None,
) -> Reading:
    """Compute a network's outputs for labelled pictures.

    Args:
        network: a classifier of photos.
        items: the pictures; their labels index ``classes``.
        classes: names of the data set's classes, each of them the name, a word, the synset or the number of a
            class of the network.
        progress: told how many pictures are done.

    Raises:
        EvaluationError: the network is no classifier, has no such class, or no picture could be read.
        Cancelled: somebody asked to stop.
    """
    progress = progress or Progress()
    graph, task = network.graph(), network.task
    if not task.is_exclusive:
        raise EvaluationError(
            f"Expected a network that tells classes apart, got {network.name}, whose task is {task.name}: "
            f"{task.summary}.",
            "Evaluate a classifier.",
        )
    scores = task.scores(graph)
    layer = penultimate(graph)
    wanted = scores, layer
    engine = engine_for(graph, (graph.input,), wanted, len(items))
    indices = matching_classes(network, classes)
    if are_taken_in_order(network, classes):
        named = ", ".join(classes[:_NAMED]) + (", ..." if len(classes) > _NAMED else "")
        progress.note(
            f"nobody named the classes of {network.name}: those of the data are taken in their order: {named}"
        )
    done: list[Item] = []
    failures: list[ImageError] = []
    logits, features, numbers = [], [], []
    for batch in prepared_batches(network, items, Item.photo, batch_size(graph)):
        if batch.inputs is not None:
            with torch.no_grad():
                values = forward(graph, engine, {graph.input: batch.inputs}, wanted)
            logits.append(task.class_logits(values[scores]).float().cpu().numpy())
            features.append(flat_features(values[layer]))
            numbers += [(min(photo.rows, photo.columns), _brightness(photo)) for photo in batch.photos]
        done += batch.sources
        failures += [error for _, error in batch.failures]
        progress.step(len(done) + len(failures), len(items), what="evaluating")
        progress.check()
    if not done:
        hint = str(failures[0]) if failures else "Give a data set with pictures in that split."
        raise EvaluationError("None of the pictures could be read.", hint)
    answers = Answers(
        photos=tuple(item.name for item in done),
        truth=np.array([indices[item.label] for item in done], dtype=np.intp),
        logits=np.concatenate(logits),
        features=np.concatenate(features),
        classes=network.labels.names,
    )
    sides, brightness = np.array(numbers, dtype=np.float64).T
    return Reading(tuple(done), answers, sides, brightness, tuple(failures))


def _brightness(photo: Photo) -> float:
    picture = photo.to_pil()
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    return float(np.asarray(picture.convert("L")).mean() / 255)


def _by_column(values: Sequence[str]) -> list[tuple[str, NDArray[np.bool_]]]:
    """Many different numbers are divided by size, anything else by value."""
    try:
        numbers = np.array([float(value) for value in values])
    except ValueError:
        return by_word(values)
    many = len(set(values)) > _MANY and bool(np.isfinite(numbers).all())
    return by_number(numbers) if many else by_word(values)
