"""The study of a class's concepts as files: page, figures, directions, and the patches as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from convscope.files import replacing
from convscope.record.carried import write_json
from convscope.render import save_array, save_picture
from convscope.report.concepts.page import concepts_page
from convscope.report.concepts.study import ConceptStudy


def write_study(study: ConceptStudy, place: Path) -> dict[str, Any]:
    """Write a study as its place ends: ``.html`` the page with all others beside it, or one of them alone.

    These are ``.json``, the figures; ``.npy``, the directions (K, C) in the order of the page; and ``.png``, the
    patches of concepts that were found.

    Returns:
        The document that the JSON holds.

    Raises:
        OutputError: the place cannot be written to.
    """
    ending, manifest, document = place.suffix.lower(), study.manifest(), study.document()
    whole = ending == ".html"
    if whole:
        page = concepts_page(study)
        with replacing(place) as temporary:
            temporary.write_text(page, encoding="utf-8")
    if whole or ending == ".json":
        document = write_json(place.with_suffix(".json"), document, manifest)
    if whole or ending == ".npy":
        directions = np.stack([one.direction for one in study.found or study.tested])
        save_array(directions, place.with_suffix(".npy"), {} if whole else manifest)
    picture = study.picture()
    if picture is not None and (whole or ending == ".png"):
        save_picture(picture, place.with_suffix(".png"), manifest)
    return document
