"""What to maximise or explain: the algebra of objectives and its text form."""

from convscope.objectives.alignment import Alignment, Guide
from convscope.objectives.classes import ClassProbability as class_probability  # noqa: N813  # a value, used as a verb
from convscope.objectives.classes import ClassScore as class_score  # noqa: N813
from convscope.objectives.content import Content
from convscope.objectives.detections import DetectionPart as detection  # noqa: N813
from convscope.objectives.directions import direction
from convscope.objectives.dissimilarity import Diversity as diversity  # noqa: N813
from convscope.objectives.element import UnitElement, unit_element
from convscope.objectives.gram import GramStyle, gram_matrix, gram_pool
from convscope.objectives.objective import Bound, Objective, Pool
from convscope.objectives.patches import PatchStyle, patches_of
from convscope.objectives.penalties import L1 as l1  # noqa: N811
from convscope.objectives.penalties import L2 as l2  # noqa: N811
from convscope.objectives.penalties import TotalVariation as total_variation  # noqa: N813
from convscope.objectives.places import Patch as patch  # noqa: N813
from convscope.objectives.sentences import CaptionWord as caption_word  # noqa: N813
from convscope.objectives.text import parse
from convscope.objectives.units import Channel as channel  # noqa: N813
from convscope.objectives.units import Layer as layer  # noqa: N813
from convscope.objectives.units import Neuron as neuron  # noqa: N813

__all__ = [
    "Alignment",
    "Bound",
    "Content",
    "GramStyle",
    "Guide",
    "Objective",
    "PatchStyle",
    "Pool",
    "UnitElement",
    "caption_word",
    "channel",
    "class_probability",
    "class_score",
    "detection",
    "direction",
    "diversity",
    "gram_matrix",
    "gram_pool",
    "l1",
    "l2",
    "layer",
    "neuron",
    "parse",
    "patch",
    "patches_of",
    "total_variation",
    "unit_element",
]
