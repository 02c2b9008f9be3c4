"""Trainings that benchmarks judge: one that was made before with the same settings is taken instead of made again."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import convscope
from convscope.learn.run import Run

FOLDER = Path(".cache") / "benchmarks"


def kept_run(name: str, data: Path, network: str, **options: Any) -> tuple[Run, float]:
    """A run and the processor's seconds for it, with all that it prepared; one that was interrupted goes on."""
    folder = kept_folder(name, data, network, **options)
    taken, before = folder.with_suffix(".seconds"), 0.0
    if taken.exists():
        before = float(taken.read_text())
    FOLDER.mkdir(parents=True, exist_ok=True)
    began = time.process_time()
    try:
        run = (
            convscope.train(resume=folder)
            if folder.exists()
            else convscope.train(data, network, out=folder, **options)
        )
    finally:
        seconds = before + time.process_time() - began
        taken.write_text(f"{seconds:.1f}\n")
    return run, seconds


def kept_folder(name: str, data: Path, network: str, **options: Any) -> Path:
    """Where a run with these settings lies, or would."""
    settings = json.dumps([data.name, network, options], sort_keys=True)
    return FOLDER / f"{name}-{hashlib.sha256(settings.encode()).hexdigest()[:8]}"
