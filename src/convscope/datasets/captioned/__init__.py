"""Photos with sentences, or with phrases of regions: read as data sets are published, composed, and checked."""

from convscope.datasets.captioned.caption_batches import CaptionBatches
from convscope.datasets.captioned.caption_examination import CaptionExamination, examine_captions
from convscope.datasets.captioned.captioned_dataset import CaptionedDataset, captions_of, open_captioned
from convscope.datasets.captioned.region_examination import RegionExamination, examine_regions
from convscope.datasets.captioned.regions import open_regions
from convscope.datasets.captioned.scene_grammar import COLOURS, RELATIONS, Facts, Thing, facts_of

__all__ = [
    "COLOURS",
    "RELATIONS",
    "CaptionBatches",
    "CaptionExamination",
    "CaptionedDataset",
    "Facts",
    "RegionExamination",
    "Thing",
    "captions_of",
    "examine_captions",
    "examine_regions",
    "facts_of",
    "open_captioned",
    "open_regions",
]
