"""Reports of how a network does on labelled pictures."""

from convscope.report.evaluation.document import judgement_document
from convscope.report.evaluation.evaluating import evaluate
from convscope.report.evaluation.judgement import Data, Judgement
from convscope.report.evaluation.judging import judge
from convscope.report.evaluation.page import judgement_page
from convscope.report.evaluation.write import write_evaluation, write_judgement

__all__ = [
    "Data",
    "Judgement",
    "evaluate",
    "judge",
    "judgement_document",
    "judgement_page",
    "write_evaluation",
    "write_judgement",
]
