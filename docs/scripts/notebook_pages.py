"""The notebooks of docs/notebooks/ as pages, with the outputs that they are kept with."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def notebook_pages() -> dict[str, str]:
    """The Markdown of each notebook by the name of its page."""
    return {
        f"notebooks/{path.stem}": notebook_page(json.loads(path.read_text()), path.name)
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    }


def notebook_page(notebook: dict[str, Any], name: str) -> str:
    """The Markdown of a notebook: its text, its code, and below each cell what it showed."""
    parts = []
    for cell in notebook["cells"]:
        source = _text(cell["source"])
        if cell["cell_type"] == "markdown":
            # A page of docs/reference/notebooks/ stands a folder deeper than its notebook.
            parts.append(
                re.sub(r"\]\(\.\./(?=[\w-]+[./])", "](../../", source).replace("../../reference/", "../")
            )
            continue
        parts.append(f"```python\n{source}\n```")
        parts += [_output(output) for output in cell["outputs"]]
    parts.insert(1, f"*This page is the notebook `docs/notebooks/{name}`, which the tests run.*")
    return "\n\n".join(parts) + "\n"


def _output(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "text/html" in data:
        return _text(data["text/html"])
    if "image/svg+xml" in data:
        return _picture("image/svg+xml", base64.b64encode(_text(data["image/svg+xml"]).encode()).decode())
    if "image/png" in data:
        return _picture("image/png", "".join(_text(data["image/png"]).split()))
    said = _text(output.get("text") or data.get("text/plain", ""))
    return f"```text\n{said.rstrip()}\n```"


def _picture(kind: str, content: str) -> str:
    return f'<img src="data:{kind};base64,{content}" alt="" style="background:#fff;max-width:100%">'


def _text(value: str | list[str]) -> str:
    """Notebooks keep a text whole or as its lines."""
    return value if isinstance(value, str) else "".join(value)
