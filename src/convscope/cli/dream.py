"""``convscope dream``: make a DeepDream of a photo, or of a film."""

from convscope.cli.film import DreamFilmOptions
from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import DreamSettings

dream = synthesis_command(
    "dream",
    DreamSettings,
    "Make a photo, or a film, in which a network sees more of what it already sees (DeepDream).",
    film=DreamFilmOptions,
    takes_films=True,
)
