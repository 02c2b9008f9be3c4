"""The argument RUN of the commands that use a trained network: a run, or any other network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RunArgument = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="A run's name or folder, or any network as `convscope networks` lists them."
    ),
]


def network_spec(run: str) -> str:
    """The network that an argument names: ``run:NAME`` where there is such a run, else what was written."""
    from convscope.network.from_run import DESCRIPTION, is_run, runs_folder

    if is_run(run):
        return run
    folders = (runs_folder() / run, Path(run))
    return f"run:{run}" if any((folder / DESCRIPTION).is_file() for folder in folders) else run
