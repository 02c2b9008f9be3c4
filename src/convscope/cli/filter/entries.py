"""Write the pictures of one filtered photo, and make its entry of the JSON document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convscope.render import save_array, save_picture
from convscope.render.filtered import FilteredPhoto, SurveyedPhoto

Entry = dict[str, Any]


def entry_of(
    file: Path, place: Path, found: FilteredPhoto | SurveyedPhoto, details: bool, array: Path | None
) -> Entry:
    """Write what is asked for of a photo's responses."""
    save_picture(found.picture(), place, found.manifest())
    entry: Entry = {**found.document(), "photo": str(file), "picture": str(place)}
    if details:
        for name, drawing in found.drawings().items():
            beside = place.with_name(f"{place.stem}-{name}{place.suffix}")
            entry[f"{name}_picture"] = beside
            save_picture(drawing, beside, found.manifest(drawing=name))
    if array and isinstance(found, FilteredPhoto):
        save_array(found.response, array, found.manifest())
        entry["array"] = str(array)
    return entry
