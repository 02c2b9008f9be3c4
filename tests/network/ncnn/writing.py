"""Small networks in the files of ncnn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

FLOAT16 = (0x01306B47).to_bytes(4, "little")
FLOAT32 = bytes(4)


def write(folder: Path, lines: str, content: bytes = b"", *, counts: str | None = None) -> Path:
    """A network of these layers and weights; its ``.param`` file."""
    layers = [line.strip() for line in lines.strip().splitlines()]
    place = folder / "small.param"
    place.write_text("\n".join(["7767517", counts or f"{len(layers)} 99", *layers]) + "\n")
    place.with_suffix(".bin").write_bytes(content)
    return place


def stored(values: np.ndarray, flag: bytes = FLOAT32) -> bytes:
    """Weights behind a flag, filled up to a multiple of 4 bytes."""
    numbers = values.astype("<f2" if flag == FLOAT16 else "<f4").tobytes()
    return flag + numbers + bytes(-len(numbers) % 4)
