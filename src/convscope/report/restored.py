"""The page of a restored photo: before and after under one slider."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from convscope.files import replacing
from convscope.network import Network
from convscope.render.embed import photo_uri
from convscope.report.spoken import templates
from convscope.restore import Restored

# Of the pictures on the page; the file beside it has all pixels.
_SIDE = 2000


def write_restored(restored: Restored, network: Network, place: Path) -> None:
    """Write the page, complete in one file.

    Raises:
        OutputError: it cannot be written.
    """
    # Both lie over white: the page shows no transparency.
    pictures = [_shown(restored.before), _shown(Image.fromarray(restored.pixels))]
    page = (
        templates()
        .get_template("restored.html")
        .render(
            photo=restored.photo.name,
            network=network,
            scale=restored.scale,
            rows=restored.pixels.shape[0],
            columns=restored.pixels.shape[1],
            size=pictures[0].size,
            before=photo_uri(pictures[0]),
            after=photo_uri(pictures[1]),
            figures=restored.figures,
            figures_before=restored.figures_before,
        )
    )
    with replacing(place) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _shown(picture: Image.Image) -> Image.Image:
    shown = picture.copy()
    shown.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return shown
