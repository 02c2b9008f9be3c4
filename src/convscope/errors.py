"""Every exception that a user can cause.

Each message is one sentence: what was expected, what was given, what to do.  The command line prints it and exits
with 2; the HTTP API and ``--json`` send it as ``{"error": {"kind", "message", "hint"}}``.
"""

from __future__ import annotations

import difflib
import os
import traceback
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from convscope.language import translated


class ConvscopeError(Exception):
    """Base of all errors whose cause is the input.

    Attributes:
        kind: short stable name of the error, for scripts.
        message: what was expected and what was given.
        hint: what to do about it; may be empty.
    """

    kind = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a page of frames: the user's own line, and the sentence."""
        package, ipython = str(Path(__file__).parent), f"{os.sep}IPython{os.sep}"
        frames = traceback.extract_tb(self.__traceback__)
        outside = takewhile(lambda frame: not frame.filename.startswith(package), frames)
        own = [frame for frame in outside if ipython not in frame.filename]
        lines = [f"line {frame.lineno}: {frame.line}" for frame in own[-1:] if frame.line]
        message, hint = translated(self.message), translated(self.hint)
        return [*lines, f"{type(self).__name__}: {message}", *filter(None, [hint])]


class ImageError(ConvscopeError):
    """A picture that cannot be decoded or does not fit."""

    kind = "image"


class ReadError(ImageError):
    """A picture that could not be read this time, whatever its bytes are: a permission, the disk or the memory."""

    kind = "read"


class LayerSizeError(ConvscopeError):
    """A layer whose sizes are impossible."""

    kind = "arithmetic"


class MatrixError(ConvscopeError):
    """A matrix written as text whose rows are wrong."""

    kind = "matrix"


class BoxError(ConvscopeError):
    """A box without area, or detections that are written wrong."""

    kind = "box"


class FilterError(ConvscopeError):
    """An unknown or malformed kernel or filter bank."""

    kind = "filter"


class NetworkError(ConvscopeError):
    """A network, checkpoint or weights that cannot be opened, or a network that is asked for what it has not."""

    kind = "network"


class TraceError(NetworkError):
    """A module that cannot be traced into a graph."""

    kind = "trace"


class AddressError(NetworkError):
    """A layer, channel or neuron that the network does not have."""

    kind = "address"


class EditError(ConvscopeError):
    """An edit of a photo or a network that cannot be read or done."""

    kind = "edit"


class ObjectiveError(ConvscopeError):
    """An objective whose text or value is wrong."""

    kind = "objective"


class MethodError(ConvscopeError):
    """An unknown method, or options and layers that it cannot take."""

    kind = "method"


class MetricError(ConvscopeError):
    """An unknown metric, or options that it cannot take."""

    kind = "metric"


class MaskError(ConvscopeError):
    """An unknown rule of a mask, or a map that it cannot divide."""

    kind = "mask"


class SynthesisError(ConvscopeError):
    """A picture that cannot be synthesised, or an ascent that has left the numbers."""

    kind = "synthesis"


class OutputError(ConvscopeError):
    """A place where a result cannot be written."""

    kind = "output"


class PictureError(ConvscopeError):
    """A result that no picture can show, such as a map along one axis."""

    kind = "picture"


class DataError(ConvscopeError):
    """A data set that cannot be read or does not fit."""

    kind = "data"


class RunError(ConvscopeError):
    """A run that is missing, cut off, or belongs to other data or settings."""

    kind = "run"


class ScanError(ConvscopeError):
    """A scan that is missing, or that belongs to another network, other photos or other settings."""

    kind = "scan"


class ConceptError(ConvscopeError):
    """Concepts that cannot be found or tested, such as those of a class of which there are no photos."""

    kind = "concept"


class TrainingError(ConvscopeError):
    """A training that cannot begin or cannot go on."""

    kind = "training"


class PluginError(ConvscopeError):
    """A method, metric, maker or library of networks of another package that cannot be registered."""

    kind = "plugin"


class ExtraError(ConvscopeError):
    """A package of an extra that is not installed."""

    kind = "extra"


class EvaluationError(ConvscopeError):
    """Photos by which a network cannot be judged, such as those of classes that it does not have."""

    kind = "evaluation"


class ExportError(ConvscopeError):
    """A network that cannot be written in a format, or whose export computes something else."""

    kind = "export"


class ResourceError(ConvscopeError):
    """An engine or an amount of memory that there is not."""

    kind = "resource"


class Cancelled(Exception):  # noqa: N818  # nothing went wrong
    """Somebody asked a long computation to end; see `convscope.progress`.

    Its text, where it has one, says what was kept.
    """


def suggest(name: str, among: Iterable[str], otherwise: str = "", *, most: int = 3) -> str:
    """A hint that names what a misspelt name may mean.

    Args:
        name: what the user wrote.
        among: the names that there are.
        otherwise: the hint where none of them is near.
        most: names to give at most.

    Returns:
        See `did_you_mean`; or ``otherwise``.
    """
    by_lower = {known.lower(): known for known in among}
    near = difflib.get_close_matches(name.lower(), by_lower, n=most, cutoff=0.5)
    return did_you_mean([by_lower[found] for found in near], otherwise)


def did_you_mean(names: Sequence[str], otherwise: str = "") -> str:
    """A hint that gives names, ``Did you mean A, B or C?``; ``otherwise`` where there are none."""
    if not names:
        return otherwise
    *others, last = names
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"
