"""Networks that segment: decoders for a class at each place on the trunk of a classifier."""

from convscope.network.segmenters.architectures import (
    SEGMENTERS,
    is_segmenter,
    seen_photos,
    segmenter_architecture,
)

__all__ = ["SEGMENTERS", "is_segmenter", "seen_photos", "segmenter_architecture"]
