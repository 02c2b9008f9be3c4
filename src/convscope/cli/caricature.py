"""``convscope caricature``: what a layer exaggerates in a photo."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import CaricatureSettings

caricature = synthesis_command(
    "caricature", CaricatureSettings, "Draw what a layer sees in a photo more strongly than it is."
)
