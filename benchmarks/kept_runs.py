"""Trainings that benchmarks judge: one that was made before with the same settings is taken instead of made again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import convscope
from convscope.learn.run import Run

FOLDER = Path(".cache") / "benchmarks"


def kept_run(name: str, data: Path, network: str, **options: Any) -> tuple[Run, float]:
    """A run and the seconds of its training, by its own clock; one that was interrupted goes on."""
    folder = kept_folder(name, data, network, **options)
    there = folder.exists()
    run = convscope.train(resume=folder) if there else convscope.train(data, network, out=folder, **options)
    return run, run.metrics()[-1]["seconds"]


def kept_folder(name: str, data: Path, network: str, **options: Any) -> Path:
    """Where a run with these settings lies, or would."""
    settings = json.dumps([data.name, network, options], sort_keys=True)
    return FOLDER / f"{name}-{hashlib.sha256(settings.encode()).hexdigest()[:8]}"
