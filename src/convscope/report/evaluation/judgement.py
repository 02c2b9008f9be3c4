"""A network judged by labelled pictures: the figures, and the worst errors looked into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.datasets import Item
from convscope.errors import ImageError
from convscope.evaluation import Evaluation
from convscope.evaluation.raising_units import ErrorUnits
from convscope.evaluation.reading import Reading
from convscope.evaluation.units_behind import UnitBehind
from convscope.examine.scans import Scan
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, sentence
from convscope.report.evaluation.cases import ExplainedError
from convscope.report.evaluation.suspects import SUSPECTS, Suspect
from convscope.report.provenance import Provenance
from convscope.report.unit import UnitStudy

# Of the worst errors, in a notebook.
_CASES = 12


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
class Judgement(Recorded, Displayed):
    """All that an evaluation's report shows.

    Attributes:
        data: what it was judged by.
        reading: the pictures as they were read.
        evaluation: the figures.
        raised: of each error, in the order of ``evaluation.errors``, the units that raised the wrong class over the
            right one; none where the network's last layer is not linear.
        behind: the units that raised wrong classes most often.
        studies: of the first of these, what they respond to, where a scan was given.
        cases: the worst errors, looked into.
        suspects: pictures to judge by whose label is suspected.
        training_suspects: training pictures whose label is suspected.
        training: how many training pictures were searched for the nearest ones.
        scan: the scan whose photos these are, where one was given.
        provenance: how all this was made.
    """

    data: Data
    reading: Reading
    evaluation: Evaluation
    raised: Sequence[ErrorUnits]
    behind: Sequence[UnitBehind]
    studies: Sequence[UnitStudy]
    cases: Sequence[ExplainedError]
    suspects: Sequence[Suspect]
    training_suspects: Sequence[Suspect]
    training: int
    scan: Scan | None
    provenance: Provenance

    @property
    def failures(self) -> tuple[ImageError, ...]:
        """The pictures that could not be read, and why."""
        return self.reading.failures

    def _line(self) -> str:
        return f"{self.provenance.network} on {self.data.name}, {self.data.split}: {self.evaluation._line()}"

    def _fragments(self) -> Sequence[str]:
        errors = [
            (f"{case.truth}, predicted {case.said} {case.said_probability:.0%}", case.attribution.overlay())
            for case in self.cases[:_CASES]
        ]
        suspects = [
            (f"{one.given}, perhaps {one.suggested}", one.picture) for one in self.suspects[:SUSPECTS]
        ]
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
