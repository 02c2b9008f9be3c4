"""Networks that say what they see, of photos or of regions: decoders of words on the trunk of a classifier."""

from convscope.network.captioners.architectures import (
    CAPTIONERS,
    captioner_architecture,
    captioner_inputs,
    is_captioner,
)
from convscope.network.captioners.captioner import ATTENTION, LENGTH, SCORES, Captioner, Decoder
from convscope.network.captioners.densecap import COUNT, PHRASE, DenseCap
from convscope.network.captioners.region_architectures import (
    REGION_CAPTIONERS,
    is_region_captioner,
    region_captioner_architecture,
    region_captioner_inputs,
)

__all__ = [
    "ATTENTION",
    "CAPTIONERS",
    "COUNT",
    "LENGTH",
    "PHRASE",
    "REGION_CAPTIONERS",
    "SCORES",
    "Captioner",
    "Decoder",
    "DenseCap",
    "captioner_architecture",
    "captioner_inputs",
    "is_captioner",
    "is_region_captioner",
    "region_captioner_architecture",
    "region_captioner_inputs",
]
