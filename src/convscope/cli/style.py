"""``convscope style``: transfer the style of pictures to a photo, or to a film."""

from convscope.cli.film import RedrawnFilmOptions
from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import StyleSettings

style = synthesis_command(
    "style",
    StyleSettings,
    "Redraw a photo, or a film, in the style of other pictures.",
    film=RedrawnFilmOptions,
    takes_films=True,
)
