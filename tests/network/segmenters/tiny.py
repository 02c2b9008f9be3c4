"""A segmenter so small that it is traced and trained in seconds."""

from network.detectors.tiny import TRUNK

TINY = f"unet:{TRUNK}"
