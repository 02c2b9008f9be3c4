"""Run the notebooks of docs/notebooks/ and keep their outputs in them; look at them before they are committed.

python docs/scripts/run_notebooks.py [NAME ...]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def run(path: Path, folder: Path) -> Any:
    """A notebook with its outputs, run in a folder by a kernel of its own; the folder's name is left out of them.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raises.
    """
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook, kernel_name="python3", timeout=300, record_timing=False, resources=resources
    ).execute()
    return nbformat.reads(nbformat.writes(notebook).replace(f"{folder}/", ""), as_version=4)


def kept(notebook: Any) -> Any:
    """The notebook without what a kernel adds: of a result that is HTML the picture once more, and tqdm's advice.

    Libraries below Convscope import tqdm, which advises whoever has no ipywidgets to install them.
    """
    for cell in notebook.cells:
        if "outputs" in cell:
            cell["outputs"] = [one for one in cell["outputs"] if "TqdmWarning" not in one.get("text", "")]
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                output["data"].pop("image/png", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> None:
    """Run those that are named, or all."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if sys.argv[1:] and path.stem not in sys.argv[1:]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            nbformat.write(kept(run(path, Path(folder))), path)


if __name__ == "__main__":
    main()
