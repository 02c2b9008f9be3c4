"""A network judged by labelled pictures: the figures, and the worst errors looked into."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convscope.datasets import Item
from convscope.evaluation import Evaluation, evaluate_answers
from convscope.evaluation.features import read_features
from convscope.evaluation.label_errors import suspected_in_training
from convscope.evaluation.last_layer import last_layer
from convscope.evaluation.matching import matching_classes
from convscope.evaluation.raising_units import ErrorUnits, units_between
from convscope.evaluation.reading import Reading, read_answers
from convscope.extras import needs
from convscope.network import Network
from convscope.progress import Progress
from convscope.registry import find_method
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, sentence
from convscope.report.evaluation.cases import ExplainedError, Suspect, look_into, suspects_of
from convscope.report.provenance import Provenance, provenance


@dataclass(frozen=True, repr=False)
class Data:
    """The pictures to judge by, and those that the network learned from.

    Attributes:
        name: of the data set.
        split: which part of it is judged by.
        classes: names of its classes, which the items' labels index.
        items: the pictures to judge by.
        training: those that the network learned from; empty where they are not known.
        training_classes: names of the classes that their labels index.
        notes: what a person should know of how the data were read.
    """

    name: str
    split: str
    classes: tuple[str, ...]
    items: Sequence[Item]
    training: Sequence[Item] = ()
    training_classes: tuple[str, ...] = ()
    notes: Sequence[str] = ()

    def __repr__(self) -> str:
        return f"<Data {self.name}, {self.split}: {len(self.items)} pictures of {len(self.classes)} classes>"


@dataclass(frozen=True, eq=False, repr=False)
class Judgement(Displayed):
    """All that an evaluation's report shows.

    Attributes:
        data: what it was judged by.
        reading: the pictures as they were read.
        evaluation: the figures.
        raised: of each error, in the order of ``evaluation.errors``, the units that raised the wrong class over the
            right one; none where the network's last layer is not linear.
        cases: the worst errors, looked into.
        suspects: pictures to judge by whose label is suspected.
        training_suspects: training pictures whose label is suspected.
        training: how many training pictures were searched for the nearest ones.
        provenance: how all this was made.
    """

    data: Data
    reading: Reading
    evaluation: Evaluation
    raised: Sequence[ErrorUnits]
    cases: Sequence[ExplainedError]
    suspects: Sequence[Suspect]
    training_suspects: Sequence[Suspect]
    training: int
    provenance: Provenance

    def _line(self) -> str:
        return f"{self.provenance.network} on {self.data.name}, {self.data.split}: {self.evaluation._line()}"

    def _fragments(self) -> Sequence[str]:
        errors = [
            (f"{case.truth}, predicted {case.said} {case.said_probability:.0%}", case.attribution.overlay())
            for case in self.cases
        ]
        suspects = [(f"{one.given}, perhaps {one.suggested}", one.picture) for one in self.suspects]
        return [
            *self.evaluation._fragments(),
            sentence(
                "The worst errors, each with what speaks for the predicted class (red) and the true one (blue):"
            )
            if errors
            else "",
            pictures(errors),
            sentence("Labels that seem to be wrong:") if suspects else "",
            pictures(suspects),
        ]


def _method(network: Network, asked: str | None) -> str:
    return asked or next(name for name in ("grad-cam", "saliency") if find_method(name).fits(network.graph()))


def judge(
    network: Network,
    data: Data,
    *,
    errors: int = 12,
    method: str | None = None,
    column: str | None = None,
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
        seed: of the intervals, of the choice among many training pictures, and of the attribution.
        settings: what the user asked for, for the report.
        progress: told how many pictures are done.

    Raises:
        EvaluationError: the network does not tell these classes apart, or no picture can be read.
        ExtraError: a package that it needs is not installed.
        Cancelled: somebody asked to stop.
    """
    needs("train", "matplotlib", "sklearn")
    began = time.perf_counter()
    reading = read_answers(network, data.items, data.classes, progress=progress)
    evaluation = evaluate_answers(reading.answers, reading.parts(column), seed=seed)
    training = None
    if data.training:
        training = read_features(network, data.training, seed=seed, progress=progress)
    names = [network.labels.names[index] for index in matching_classes(network, data.training_classes)]
    cases = look_into(
        network, reading, evaluation.errors[:errors], training, names, _method(network, method), seed
    )
    in_training = suspected_in_training(training, seed=seed) if training else []
    return Judgement(
        data=data,
        reading=reading,
        evaluation=evaluation,
        raised=_raised(network, evaluation),
        cases=cases,
        suspects=suspects_of(reading.items, evaluation.suspects, network.labels.names),
        training_suspects=suspects_of(training.items, in_training, names) if training else [],
        training=len(training.items) if training else 0,
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
