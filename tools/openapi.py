"""``python -m tools.openapi``: write the schema of the server's routes, which the page's types are made from."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from convscope.network import open_network
from convscope.server.app import application
from convscope.server.gate.access import Access
from convscope.server.kept_answers import KeptAnswers
from convscope.server.microscope import Microscope
from convscope.server.shelf import Shelf

PLACE = Path(__file__).parent.parent / "web" / "src" / "api" / "openapi.json"


def schema() -> str:
    """The schema without the version; it is the same for all networks."""
    with tempfile.TemporaryDirectory() as folder:
        network = open_network("convscope/lenet5", weights="random")
        microscope = Microscope(network, Shelf([], Path(folder)), KeptAnswers(Path(folder)))
        found = application(microscope, Access("", [], 0)).openapi()
    del found["info"]["version"]
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PLACE.write_text(schema(), encoding="utf-8")
