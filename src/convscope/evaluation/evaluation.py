"""All figures of a network on labelled photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from convscope.evaluation.answers import Answers
from convscope.evaluation.calibration import Reliability, reliability
from convscope.evaluation.confusions import Confusion, confusion
from convscope.evaluation.curves import Curves, class_curves
from convscope.evaluation.label_errors import SuspectedLabel, suspected_labels
from convscope.evaluation.measuring import measures, recall_estimates
from convscope.evaluation.per_class import ClassCounts, class_counts
from convscope.evaluation.resampling import Estimate
from convscope.evaluation.slicing import Slice, slices
from convscope.evaluation.temperature import fit_temperature, scaled_out_of_sample
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import sentence, table

# Where a run keeps the figures on its own validation data.
KEPT = "evaluation.json"


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Displayed):
    """How a network does on labelled photos, and where it errs.

    Attributes:
        answers: its outputs.
        measures: figures over all photos, by name.
        counts: of each class: how often it was true, predicted, and both.
        recalls: of each class, with intervals.
        curves: of each class that has photos.
        confusion: the confusion matrix.
        reliability: confidence against accuracy.
        temperature: by which its logits must be divided to be calibrated.
        scaled: confidence against accuracy after temperature scaling, each photo's temperature fitted to others.
        slices: accuracy on parts of the photos, such as dark and bright ones.
        suspects: photos whose label seems to be wrong.
        errors: rows of the photos that are classified wrong, the greatest loss first.
    """

    answers: Answers
    measures: Mapping[str, Estimate]
    counts: ClassCounts
    recalls: Sequence[Estimate]
    curves: Sequence[Curves]
    confusion: Confusion
    reliability: Reliability
    temperature: float
    scaled: Reliability
    slices: Sequence[Slice]
    suspects: Sequence[SuspectedLabel]
    errors: NDArray[np.intp]

    def _line(self) -> str:
        accuracy = self.measures["accuracy"]
        interval = f"{accuracy.low:.1%} to {accuracy.high:.1%}"
        return f"accuracy {accuracy.value:.1%} ({interval}) on {len(self.answers)} photos, {len(self.errors)} errors"

    def _fragments(self) -> Sequence[str]:
        figures = [
            (name.replace("_", " "), one.value, one.low, one.high) for name, one in self.measures.items()
        ]
        names = [self.answers.classes[index].partition(",")[0] for index in self.confusion.classes]
        counts = zip(names, self.confusion.counts.tolist(), strict=True)
        left_out = self.confusion.left_out
        return [
            table(("figure", "value", "95% from", "to"), figures),
            table(
                ("true", *(name[:14] for name in names)),
                [(name, *row) for name, row in counts],
                caption="Confusion matrix: a row for each true class, a column for each predicted one.",
            ),
            sentence(f"{left_out} classes that are less confused are left out." if left_out else ""),
            sentence(f"The probabilities are calibrated at temperature {self.temperature:.2f}."),
        ]


def evaluate_answers(
    answers: Answers,
    parts: Mapping[str, Sequence[tuple[str, NDArray[np.bool_]]]] | None = None,
    *,
    seed: int = 0,
) -> Evaluation:
    """Compute all figures from a network's outputs for photos that it was not trained on.

    Args:
        answers: outputs for at least one photo.
        parts: of the photos, see `slices`.
        seed: of the bootstrap and of the folds.
    """
    scaled = scipy.special.softmax(scaled_out_of_sample(answers.logits, answers.truth, seed=seed), axis=1)
    drawn = (
        class_curves(answers.truth, answers.probabilities, int(index)) for index in np.unique(answers.truth)
    )
    wrong = np.flatnonzero(~answers.correct)
    return Evaluation(
        answers=answers,
        measures=measures(answers, seed=seed),
        counts=class_counts(answers.truth, answers.predicted, answers.logits.shape[1]),
        recalls=recall_estimates(answers, seed=seed),
        curves=[curves for curves in drawn if curves is not None],
        confusion=confusion(answers.truth, answers.predicted),
        reliability=reliability(answers.confidences, answers.correct),
        temperature=fit_temperature(answers.logits, answers.truth),
        scaled=reliability(scaled.max(axis=1), answers.correct),
        slices=slices(answers.correct, parts or {}, seed=seed),
        suspects=suspected_labels(answers.truth, answers.probabilities),
        errors=wrong[np.argsort(-answers.losses[wrong], kind="stable")],
    )
