"""``convscope visualize``: make pictures that activate units or classes most."""

from convscope.cli.synthesize import synthesis_command
from convscope.makers.visualization.settings import VisualizeSettings

visualize = synthesis_command(
    "visualize",
    VisualizeSettings,
    "Make the picture that activates a unit, a class or each channel of a layer most.",
    cached=True,
)
