"""``convscope invert``: the pictures that layers of a network cannot tell from a photo."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import InvertSettings

invert = synthesis_command(
    "invert", InvertSettings, "Reconstruct a photo from what layers of a network hold of it, as one strip."
)
