"""What an evaluation gives, by the kind of network."""

from __future__ import annotations

from convscope.evaluation.captioner import CaptionerEvaluation
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.evaluation.generator_evaluation import GeneratorEvaluation
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.report.evaluation.judgement import Judgement
from convscope.report.evaluation.reader import ReaderJudgement

Evaluated = (
    Judgement
    | DetectorEvaluation
    | SegmenterEvaluation
    | RestorerEvaluation
    | GeneratorEvaluation
    | CaptionerEvaluation
    | ReaderJudgement
    | RegionEvaluation
)
