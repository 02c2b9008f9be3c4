"""Pictures of results: colour scales, contact sheets, drawings."""

from convscope.render.colour import sequential, signed, signed_limit
from convscope.render.grid import contact_sheet

__all__ = ["contact_sheet", "sequential", "signed", "signed_limit"]
