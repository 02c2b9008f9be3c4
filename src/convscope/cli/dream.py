"""``convscope dream``: make a DeepDream of a photo."""

from convscope.cli.film import ZoomFilmOptions
from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import DreamSettings

dream = synthesis_command(
    "dream",
    DreamSettings,
    "Make a photo in which a network sees more of what it already sees (DeepDream).",
    film=ZoomFilmOptions,
)
