"""A generator beside real pictures: are its classes recognised, how near, various and new are its pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from convscope.errors import ImageError
from convscope.evaluation.resampling import Estimate
from convscope.generation import Generated
from convscope.network import Network
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture, sentence, table
from convscope.restore.figures import finite

RECOGNISED = "recognised"


@dataclass(frozen=True, eq=False)
class MadeClass:
    """The pictures of a class.

    Attributes:
        name: of the class.
        count: how many were made.
        recognised: share that the judge takes for the class; None where nobody judges.
        recognised_real: the same of real pictures.
        taken_for: the class for which most of the others are taken; None where there are none.
        variety: mean distance between two of them, divided by that between two real ones; not a number where there
            are fewer than two.
    """

    name: str
    count: int
    recognised: float | None
    recognised_real: float | None
    taken_for: str | None
    variety: float


@dataclass(frozen=True, eq=False)
class NearTraining:
    """A made picture beside the training picture that is nearest to it.

    Attributes:
        made: the picture.
        made_class: that was asked for.
        training: the other.
        training_name: its path in the data set.
        distance: of their features, divided by the usual one between a real picture and the nearest of training.
    """

    made: Image.Image = field(repr=False)
    made_class: str
    training: Image.Image = field(repr=False)
    training_name: str
    distance: float


@dataclass(frozen=True, eq=False, repr=False)
class GeneratorEvaluation(Recorded, Displayed):
    """A generator beside real pictures.

    Attributes:
        network: that was judged.
        data: name of the data.
        split: whose pictures are the real ones.
        judge: name of the classifier that judged; None where there was none.
        made: the pictures.
        real: how many real pictures they are compared with.
        training: among how many training pictures the nearest ones were searched.
        figures: by their names; some without an interval.
        estimates: of those that have one.
        classes: in the order of the network.
        near: made pictures beside the nearest training pictures, the nearest first.
        progress: what it made after the epochs of its training, from the same noise; None where that is not known.
        notes: what a person should know of the pictures.
        failures: real pictures that cannot be read, and why.
        seconds: that it took.
    """

    network: Network
    data: str
    split: str
    judge: str | None
    made: Generated
    real: int
    training: int
    figures: Mapping[str, float]
    estimates: Mapping[str, Estimate]
    classes: tuple[MadeClass, ...]
    near: tuple[NearTraining, ...]
    progress: Image.Image | None
    notes: tuple[str, ...]
    failures: tuple[ImageError, ...]
    seconds: float

    def document(self) -> dict[str, Any]:
        """The evaluation in plain values; null for what is not known."""
        return {
            "network": self.network.name,
            "digest": self.network.digest,
            "data": self.data,
            "split": self.split,
            "judge": self.judge,
            "made": len(self.made.pixels),
            "settings": {"seed": self.made.seed, **self.made.settings},
            "real": self.real,
            "training": self.training,
            "metrics": {name: finite(value) for name, value in self.figures.items()},
            "intervals": {name: [one.low, one.high] for name, one in self.estimates.items()},
            "classes": [{**vars(one), "variety": finite(one.variety)} for one in self.classes],
            "nearest_training": [
                {"class": one.made_class, "training": one.training_name, "distance": one.distance}
                for one in self.near
            ],
            "notes": list(self.notes),
            "unreadable": [str(error) for error in self.failures],
        }

    def _line(self) -> str:
        told = ", ".join(f"{name} {value:.4g}" for name, value in self.figures.items())
        return f"{self.network.name} beside {self.data} ({self.split}): {told}"

    def _fragments(self) -> Sequence[str]:
        rows = [(name, f"{value:.4g}") for name, value in self.figures.items()]
        return [table(("figure", "value"), rows), *map(sentence, self.notes), picture(self.made.sheet())]

    def _preview(self) -> Image.Image:
        return self.made.sheet()
