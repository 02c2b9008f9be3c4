"""Photos with sentences: read from the forms that data sets are published in, composed, and checked."""

from convscope.datasets.captioned.caption_batches import CaptionBatches
from convscope.datasets.captioned.caption_examination import CaptionExamination, examine_captions
from convscope.datasets.captioned.captioned_dataset import CaptionedDataset, captions_of, open_captioned
from convscope.datasets.captioned.scene_grammar import COLOURS, RELATIONS, Facts, Thing, facts_of

__all__ = [
    "COLOURS",
    "RELATIONS",
    "CaptionBatches",
    "CaptionExamination",
    "CaptionedDataset",
    "Facts",
    "Thing",
    "captions_of",
    "examine_captions",
    "facts_of",
    "open_captioned",
]
