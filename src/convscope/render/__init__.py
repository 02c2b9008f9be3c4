"""Pictures of results: colour scales, contact sheets, drawings, and their files."""

from convscope.render.colour import sequential, signed
from convscope.render.field import draw_field
from convscope.render.grid import contact_sheet
from convscope.render.kernels import draw_frequency_response, draw_kernel
from convscope.render.overlay import display_limit
from convscope.render.responses import (
    draw_directions,
    draw_energies,
    draw_kernels,
    draw_response,
    draw_survey,
)
from convscope.render.save import save_array, save_picture

__all__ = [
    "contact_sheet",
    "display_limit",
    "draw_directions",
    "draw_energies",
    "draw_field",
    "draw_frequency_response",
    "draw_kernel",
    "draw_kernels",
    "draw_response",
    "draw_survey",
    "save_array",
    "save_picture",
    "sequential",
    "signed",
]
