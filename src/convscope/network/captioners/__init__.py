"""Networks that say what they see: decoders of words on the trunk of a classifier."""

from convscope.network.captioners.architectures import (
    CAPTIONERS,
    captioner_architecture,
    captioner_inputs,
    is_captioner,
)
from convscope.network.captioners.captioner import ATTENTION, LENGTH, SCORES, Captioner, Decoder

__all__ = [
    "ATTENTION",
    "CAPTIONERS",
    "LENGTH",
    "SCORES",
    "Captioner",
    "Decoder",
    "captioner_architecture",
    "captioner_inputs",
    "is_captioner",
]
