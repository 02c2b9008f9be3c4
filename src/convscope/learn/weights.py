"""Weights written as files."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import nn

from convscope.files import replacing


def save_weights(module: nn.Module, path: Path) -> None:
    """Write a module's tensors as safetensors."""
    tensors = {
        name: tensor.detach().cpu().contiguous().clone() for name, tensor in module.state_dict().items()
    }
    with replacing(path) as temporary:
        try:
            save_file(tensors, temporary)
        except SafetensorError as error:
            # Its own words are "Error while serializing: I/O error: No space left on device (os error 28)".
            reason = str(error).rpartition(": ")[2].partition(" (os error")[0].lower()
            raise OSError(None, reason) from error
