"""Write what the package ships about its embedded network: the ImageNet labels and the traced graph.

Run it after an upgrade of timm or a change of the graph's stored form:

    python tools/embed_network.py

A test compares what is shipped with what this writes.
"""

from __future__ import annotations

import json
from pathlib import Path

import timm
from timm.data import ImageNetInfo

from convscope.graph.tracing.module import trace
from convscope.graph.tracing.storage import to_document
from convscope.network.embedded import ARCHITECTURE, INPUT_SHAPE

DATA = Path(__file__).parent.parent / "src" / "convscope" / "network" / "data"


def labels() -> str:
    """One line a class: WordNet synset, then its words."""
    info = ImageNetInfo("imagenet-1k")
    names, words = info.label_names(), info.label_descriptions()
    return "".join(f"{name}\t{word}\n" for name, word in zip(names, words, strict=True))


def graph() -> str:
    """The stored graph, one node a line so that a change of it can be read."""
    module = timm.create_model(ARCHITECTURE)
    document = {"tensors": list(module.state_dict()), **to_document(trace(module, INPUT_SHAPE))}
    nodes = ",\n".join(json.dumps(node, separators=(",", ":")) for node in document.pop("nodes"))
    return json.dumps(document)[:-1] + ', "nodes": [\n' + nodes + "\n]}\n"


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    (DATA / "imagenet.tsv").write_text(labels())
    (DATA / "efficientnet-lite0.json").write_text(graph())
