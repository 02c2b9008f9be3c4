"""The task of a network: said by the user, or read off the graph."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from convscope.errors import NetworkError, suggest
from convscope.graph import Graph, Node
from convscope.network.labels import Labels, numbered
from convscope.network.task.boxes import Boxes
from convscope.network.task.classes import Classes, OneScore, SideBySide
from convscope.network.task.colours import Colours, colour_names
from convscope.network.task.ending import Link, ending
from convscope.network.task.instances import MASKS, Instances
from convscope.network.task.numbers import Features, Numbers
from convscope.network.task.places import Generation, Picture, Segmentation
from convscope.network.task.regions import REGION, Regions
from convscope.network.task.sentences import Sentences
from convscope.network.task.task import Task
from convscope.network.task.things import THINGS, Things

TASKS: Mapping[str, type[Task]] = {
    task.name: task
    for task in (
        Classes,
        OneScore,
        SideBySide,
        Numbers,
        Segmentation,
        Things,
        Colours,
        Picture,
        Generation,
        Boxes,
        Instances,
        Regions,
        Sentences,
        Features,
    )
}

# A map of scores coarser than this part of the input is a feature map, not a class for each place.
_FINEST = 8


def read_task(
    graph: Graph, said: str | None, labels: Labels | None, owner: str, overlap: float | None = None
) -> Task:
    """What a network's outputs mean.

    Args:
        graph: the network.
        said: the name of the task, where the user said it; else it is read off the graph: a last softmax means
            classes, a last sigmoid labels, one score two classes, a map as large as the input classes of places or,
            with the channels of a photo, a picture.
        labels: names of the outputs; None where nobody gave any.
        owner: the network's name, for messages.
        overlap: of a detector, the IoU at which it wants its boxes suppressed; None where it says none.

    Raises:
        NetworkError: there is no such task, the outputs do not fit it, or there are more or fewer labels.
    """
    link = ending(graph).link
    if said is not None and said not in TASKS:
        raise NetworkError(
            f"There is no task {said!r}.", suggest(said, TASKS, f"There are {', '.join(TASKS)}.")
        )
    task = TASKS[said] if said else _read_off(graph, link)
    count = len(labels) if task is Generation and labels is not None else _count(task, graph)
    if labels is None:
        labels = _default_labels(task, count)
    elif task is OneScore and len(labels) == 1:
        labels = Labels((f"not {labels.names[0]}", *labels.names))
    if len(labels) != count:
        of_classes = task in (Classes, OneScore, Segmentation, Things) or issubclass(task, Boxes)
        what = "classes" if of_classes else "outputs"
        raise NetworkError(
            f"{owner} has {count} {what}, {len(labels)} labels were given.",
            "Give one label for each, in the order of the network's outputs.",
        )
    if issubclass(task, Boxes) and overlap is not None:
        return task(labels, link, overlap)
    return task(labels, link)


def _read_off(graph: Graph, link: Link | None) -> type[Task]:
    shape = graph.output.shape[1:]
    sizes = [size or 0 for size in shape]
    if prod(sizes) == 1:
        return OneScore
    if prod(sizes[1:]) == 1:
        return SideBySide if link == "sigmoid" else Classes
    if len(sizes) == len(graph.input_shape) == 3:
        if sizes[0] in (1, 3) and link is None and tuple(sizes) == graph.input_shape:
            return Picture
        fine = all(size * _FINEST >= own for size, own in zip(sizes[1:], graph.input_shape[1:], strict=True))
        if fine and not _gives_features(graph.output):
            return Segmentation if sizes[0] > 1 or link == "sigmoid" else Picture
    return Features


def _gives_features(output: Node) -> bool:
    """Whether a network ends with a rectifier or a pooling: scores can be negative, and are computed."""
    return output.kind.is_rectifier or output.kind.arithmetic in ("pooling", "adaptive pooling")


def _count(task: type[Task], graph: Graph) -> int:
    """How many things the outputs tell apart.

    Raises:
        NetworkError: the outputs do not fit the task.
    """
    if task is Generation:
        return prod(size or 0 for size in graph.inputs[-1].shape[1:])
    sizes = [size or 0 for size in graph.output.shape[1:]]
    numbers = prod(sizes)
    # The colours are counted only where they are asked for.
    is_coloured = task is Colours and len(sizes) == 3 and sizes[0] in (2, len(colour_names()))
    fits = {
        Classes: prod(sizes[1:]) == 1 and numbers > 1,
        OneScore: numbers == 1,
        SideBySide: prod(sizes[1:]) == 1,
        Numbers: len(sizes) < 2,
        Segmentation: len(sizes) > 1,
        Things: len(sizes) > 1 and sizes[0] == len(THINGS),
        Colours: is_coloured,
        Picture: len(sizes) > 1,
        Boxes: len(sizes) == 2 and sizes[1] > 4,
        Sentences: len(sizes) == 2,
        Instances: len(sizes) == 2 and sizes[1] > 4 and MASKS in graph.outputs,
        Regions: len(sizes) == 2 and sizes[1] == 5 and len(graph.outputs) == 2,
    }
    if not fits.get(task, True):
        shape = ", ".join(["N", *map(str, sizes)])
        raise NetworkError(
            f"Outputs of shape ({shape}) do not fit the task {task.name}: {task.summary}.",
            f"The tasks are {', '.join(TASKS)}.",
        )
    if task is OneScore or (task is Segmentation and sizes[0] == 1):
        return 2
    if task is Sentences:
        return sizes[1]
    if task is Colours:
        return len(colour_names())
    if issubclass(task, Boxes):
        return sizes[1] - 4
    return sizes[0] if sizes else 1


def _default_labels(task: type[Task], count: int) -> Labels:
    if task is OneScore:
        return Labels(("negative", "positive"), are_given=False)
    if task is Numbers:
        return Labels(tuple(f"number {index}" for index in range(count)))
    if task is Colours:
        return Labels(colour_names(), are_given=False)
    if task is Things:
        return Labels(THINGS, are_given=False)
    if task is Regions:
        return Labels((REGION,), are_given=False)
    return numbered(count)
