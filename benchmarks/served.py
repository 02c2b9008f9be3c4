"""The live page, served by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path


@contextmanager
def served(photos: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What opens the page of the embedded network, and the server's process; its cache is empty at the beginning.

    Args:
        photos: names among scikit-image's.
    """
    folder = Path(str(resources.files("skimage"))) / "data"
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-m", "convscope.cli", "serve", *(str(folder / name) for name in photos)]
        process = subprocess.Popen(
            [*command, "--port", "0", "--no-browser"],
            env={**os.environ, "CONVSCOPE_CACHE": cache},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.kill()
            process.wait()
