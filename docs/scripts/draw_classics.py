"""Draw the diagrams and tables of ``classics.md``: ``python docs/scripts/draw_classics.py [NETWORK ...]``.

A table stands between ``<!-- table NETWORK -->`` and ``<!-- end -->``; all its numbers are those of
``convscope layers``, added up over each part of the network.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from convscope import Network, open_network
from convscope.graph.shapes.layer_table import Layer
from convscope.render.diagram import draw_graph

DOCS = Path(__file__).parent.parent
PAGE = DOCS / "classics.md"
TABLE = re.compile(r"<!-- table (\S+) -->\n.*?<!-- end -->", re.DOTALL)
HEAD = "| part | output | parameters | multiply-adds | sees |\n|---|---:|---:|---:|---:|\n"


def picture_name(network: str) -> str:
    """File of a network's diagram, ``resnet50.svg``."""
    return f"{network.rpartition('/')[2]}.svg"


def table(network: Network) -> str:
    """The table of a network, a line a part and one for the whole."""
    rows = [_row(part, list(layers)) for part, layers in groupby(network.layers, key=_part)]
    parameters = sum(layer.parameters for layer in network.layers)
    products = sum(layer.multiply_adds for layer in network.layers)
    return HEAD + "".join(rows) + f"| **total** | | {parameters:,} | {products:,} | |\n"


def _part(layer: Layer) -> str:
    """The module that a person names: two words of the path where the first is a container."""
    words = layer.address.partition("#")[0].split(".")
    return ".".join(words[: 2 if words[0] in ("features", "classifier") else 1])


def _row(part: str, layers: Sequence[Layer]) -> str:
    last = layers[-1]
    sees = " x ".join(dict.fromkeys(f"{float(field.size):g}" for field in last.receptive_field))
    name = f"`{part}`" if len(layers) > 1 else f"`{part}` {last.operation.replace('_', ' ')}"
    return (
        f"| {name} | {' x '.join(map(str, last.output_shape))} | {sum(layer.parameters for layer in layers):,} "
        f"| {sum(layer.multiply_adds for layer in layers):,} | {sees} |\n"
    )


def main(pictures: Path, names: Sequence[str] = ()) -> str:
    """Draw into a folder; give the page with the tables written anew.

    Args:
        pictures: where the diagrams go.
        names: the networks to draw, all of the page's unless given.
    """
    page = PAGE.read_text(encoding="utf-8")
    for name in names or TABLE.findall(page):
        network = open_network(name, weights="random")
        (pictures / picture_name(name)).write_text(draw_graph(network.graph(), name), encoding="utf-8")
        between = f"<!-- table {name} -->\n{table(network)}<!-- end -->"
        page = re.sub(rf"<!-- table {re.escape(name)} -->\n.*?<!-- end -->", between, page, flags=re.DOTALL)
    return page


if __name__ == "__main__":
    PAGE.write_text(main(DOCS / "pictures" / "classics", sys.argv[1:]), encoding="utf-8")
