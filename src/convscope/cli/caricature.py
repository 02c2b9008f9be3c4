"""``convscope caricature``: exaggerate in a photo what a layer responds to."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.settings import CaricatureSettings

caricature = synthesis_command(
    "caricature", CaricatureSettings, "Draw what a layer sees in a photo more strongly than it is."
)
