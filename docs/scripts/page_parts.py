"""Parts of the generated pages."""

from __future__ import annotations

import re
from typing import Any


def options_table(properties: dict[str, dict[str, Any]]) -> str:
    """The options of a pydantic model's JSON schema, a row each."""
    if not properties:
        return "Options: none."
    rows = [
        f"| `{name}` | {_type(schema)} | `{schema['default']}` | {schema['description']} |"
        for name, schema in properties.items()
    ]
    return "\n".join(["| option | value | default | meaning |", "|---|---|---|---|", *rows])


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    bounds = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    limits = [f"{word} {schema[key]:g}" for key, word in bounds.items() if key in schema]
    return " ".join([schema.get("type", "value"), *limits])


def linked(source: str) -> str:
    """A source with its arXiv number or DOI as a link."""
    source = re.sub(r"arXiv:(\S+)", r"[arXiv:\1](https://arxiv.org/abs/\1)", source)
    return re.sub(r"doi:(\S+)", r"[doi:\1](https://doi.org/\1)", source)
