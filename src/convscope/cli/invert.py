"""``convscope invert``: invert layers: rebuild a photo from its activations."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import InvertSettings

invert = synthesis_command(
    "invert", InvertSettings, "Reconstruct a photo from what layers of a network hold of it, as one strip."
)
