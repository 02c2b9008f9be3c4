"""How a network does on labelled photos, and where it errs."""

from convscope.learn.evaluation.answers import Answers
from convscope.learn.evaluation.bootstrap import Estimate, bootstrap
from convscope.learn.evaluation.calibration import Reliability, reliability
from convscope.learn.evaluation.confusion import Confusion, confusion
from convscope.learn.evaluation.curves import Curves, class_curves
from convscope.learn.evaluation.evaluation import Evaluation, evaluate_answers
from convscope.learn.evaluation.label_errors import SuspectedLabel, suspected_labels
from convscope.learn.evaluation.measures import in_top, measures
from convscope.learn.evaluation.neighbours import nearest
from convscope.learn.evaluation.per_class import ClassCounts, class_counts
from convscope.learn.evaluation.slices import Slice, by_number, by_word, slices
from convscope.learn.evaluation.temperature import fit_temperature, scaled_out_of_sample

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
    "nearest",
    "reliability",
    "scaled_out_of_sample",
    "slices",
    "suspected_labels",
]
