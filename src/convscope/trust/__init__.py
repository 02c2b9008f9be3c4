"""Metrics of attributions: how far a map can be trusted.  One file a metric; `convscope.registry` finds them."""

from convscope.trust.case import Candidate, Case
from convscope.trust.faithfulness import Faithfulness, insertion_deletion
from convscope.trust.metric import Metric, Score

__all__ = ["Candidate", "Case", "Faithfulness", "Metric", "Score", "insertion_deletion"]
