"""Evaluating a network on labelled photos: figures, calibration, errors."""

from convscope.evaluation.answers import Answers
from convscope.evaluation.calibration import Reliability, reliability
from convscope.evaluation.confusions import Confusion, confusion
from convscope.evaluation.curves import Curves, class_curves
from convscope.evaluation.evaluation import Evaluation, evaluate_answers
from convscope.evaluation.label_errors import SuspectedLabel, suspected_labels
from convscope.evaluation.measuring import in_top, measures
from convscope.evaluation.per_class import ClassCounts, class_counts
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.slicing import Slice, by_number, by_word, slices
from convscope.evaluation.temperature import fit_temperature, scaled_out_of_sample

__all__ = [
    "Answers",
    "ClassCounts",
    "Confusion",
    "Curves",
    "Estimate",
    "Evaluation",
    "Reliability",
    "Slice",
    "SuspectedLabel",
    "bootstrap",
    "by_number",
    "by_word",
    "class_counts",
    "class_curves",
    "confusion",
    "evaluate_answers",
    "fit_temperature",
    "in_top",
    "measures",
    "reliability",
    "scaled_out_of_sample",
    "slices",
    "suspected_labels",
]
