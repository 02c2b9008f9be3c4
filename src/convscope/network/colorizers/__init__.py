"""Networks that give colour to grey photos: decoders on the trunk of a classifier."""

from convscope.network.colorizers.architectures import COLORIZERS, colorizer_architecture, is_colorizer

__all__ = ["COLORIZERS", "colorizer_architecture", "is_colorizer"]
