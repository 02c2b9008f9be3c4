"""The digest of a network: a number of all its tensors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from torch import Tensor


def digest_of(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of names and values, as 16 hexadecimal digits; values count as float32, wherever they are."""
    total = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        total.update(name.encode())
        total.update(tensor.cpu().contiguous().float().numpy().tobytes())
    return total.hexdigest()[:16]
