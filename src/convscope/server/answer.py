"""An answer to a question about a network: bytes with what they are; arrays and documents as answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from convscope.errors import AddressError

BINARY = "application/octet-stream"
MOST_BYTES = 16 * 2**20

# Where a half-precision number keeps its eleven bits for the greatest value and far below it.
_LEAST, _GREATEST = 1e-3, 65504.0

DType = Literal["float16", "float32"]


@dataclass(frozen=True)
class Answer:
    """What is sent, and kept for the next time.

    Attributes:
        content: the body.
        media_type: what it is.
        headers: what must be known to read it.
    """

    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def document_answer(document: BaseModel) -> Answer:
    """A document as JSON."""
    return Answer(document.model_dump_json().encode(), "application/json")


def array_answer(values: NDArray[Any], dtype: DType = "float32", **headers: str) -> Answer:
    """Values as little-endian numbers in the order of their axes, the last one fastest.

    The headers ``X-Convscope-Shape`` and ``X-Convscope-Dtype`` say how to read them, ``X-Convscope-Range`` holds the
    least and the greatest finite value, before rounding.

    Args:
        values: of any shape.
        dtype: float16 is taken where all values are finite and their greatest magnitude is from 0.001 to 65504, or
            zero; else float32 is sent, and the header says so.
        headers: further ones, by the ends of their names.

    Raises:
        AddressError: they take more than 16 MiB.
    """
    whole = np.ascontiguousarray(values, np.float32)
    finite = whole[np.isfinite(whole)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    reach = max(abs(low), abs(high))
    halved = dtype == "float16" and finite.size == whole.size and (reach == 0 or _LEAST <= reach <= _GREATEST)
    sent = whole.astype("<f2" if halved else "<f4")
    if sent.nbytes > MOST_BYTES:
        raise AddressError(
            f"These values take {sent.nbytes >> 20} MiB; {MOST_BYTES >> 20} are sent at once.",
            "Ask for fewer channels at a time.",
        )
    said = {
        "X-Convscope-Shape": ",".join(map(str, sent.shape)),
        "X-Convscope-Dtype": "float16" if halved else "float32",
        "X-Convscope-Range": f"{low!r},{high!r}",
    }
    said |= {f"X-Convscope-{name.capitalize()}": value for name, value in headers.items()}
    return Answer(sent.tobytes(), BINARY, said)
