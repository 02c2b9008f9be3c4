"""``convscope style``: transfer the style of pictures to a photo."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import StyleSettings

style = synthesis_command("style", StyleSettings, "Redraw a photo in the style of other pictures.")
