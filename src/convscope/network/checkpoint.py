"""Tensors of a checkpoint file, read without running anything that the file may hold."""

from __future__ import annotations

import pickle
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from convscope.errors import NetworkError

# What PyTorch says of a pickle that wants something made or called, and of which.
_OF_CODE = re.compile(r"unsupported|not an allowed global|blocked|call reduce", re.IGNORECASE)
_GLOBAL = re.compile(r"GLOBAL ([\w.]+)")


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file or of a checkpoint that ``torch.save`` wrote.

    Returns:
        The tensors on the CPU.  Those in nested mappings are named by their path, as the parts of a module are:
        ``state_dict.model.conv1.weight``.

    Raises:
        NetworkError: the file is missing, broken, holds no named tensors, or would have to run code to be read.
    """
    check_file(path)
    content = _safetensors(path) if path.suffix == ".safetensors" else _pickle(path)
    tensors = dict(_named_tensors(content, "")) if isinstance(content, Mapping) else {}
    if not tensors:
        raise NetworkError(
            f"{path} holds no tensors with names but a {type(content).__name__}.",
            "Save the module's state_dict().",
        )
    return tensors


def check_file(path: Path) -> None:
    """Refuse what is no file, or an empty one."""
    if path.is_dir():
        raise NetworkError(f"{path} is a folder; a file of weights was expected.")
    if not path.is_file():
        raise NetworkError(f"There is no file {path}.")
    if path.stat().st_size == 0:
        raise NetworkError(f"{path} is empty.")


def _safetensors(path: Path) -> Mapping[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tensors: Mapping[str, Tensor] = load_file(path)
    except SafetensorError as error:
        raise NetworkError(f"{path} is no complete safetensors file: {error}.", "Fetch it anew.") from error
    return tensors


def _pickle(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if not _OF_CODE.search(str(error)):
            raise _broken(path) from error
        called = _GLOBAL.search(str(error))
        more = f"more than tensors ({called[1]})" if called else "more than tensors"
        raise NetworkError(
            f"{path} holds {more}, and reading it would run code from it: only tensors are read.",
            "Save the module's state_dict() alone, where you trust the file, or use safetensors.",
        ) from error
    except (RuntimeError, EOFError, OSError, ValueError, KeyError, IndexError, AttributeError) as error:
        if "TorchScript" in str(error):
            raise NetworkError(
                f"{path} is a TorchScript program, which Convscope does not run.",
                "Save the module's state_dict(), or export it with torch.export.",
            ) from error
        raise _broken(path) from error


def _broken(path: Path) -> NetworkError:
    return NetworkError(f"{path} is no complete checkpoint of PyTorch.", "Fetch or save it anew.")


def _named_tensors(content: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Tensor]]:
    for key, value in content.items():
        if isinstance(value, Tensor):
            yield f"{prefix}{key}", value
        elif isinstance(value, Mapping):
            yield from _named_tensors(value, f"{prefix}{key}.")
