"""One input of a network: a photo with a preprocessing, a text, or a tensor of a shape and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.errors import ImageError
from convscope.images import Photo, Preprocessing, decode
from convscope.images.whole_photo import WholePhoto
from convscope.network.vocabulary import END, Vocabulary

_PHOTO_CHANNELS = (1, 3)


@dataclass(frozen=True)
class Input:
    """One input of a network.

    Attributes:
        shape: (C, ...) of one example.
        preprocessing: how a photo becomes it; None where it is a tensor and no photo.
        dtype: number type; None for the network's own floating-point type.
        name: by which it is given where a network takes several.
        assumed: what was assumed of it because nobody said; empty where all is known.
        vocabulary: of a text, whose words are whole numbers; None for what is no text.
    """

    shape: tuple[int, ...]
    preprocessing: Preprocessing | None = None
    dtype: torch.dtype | None = None
    name: str = "input"
    assumed: str = ""
    vocabulary: Vocabulary | None = None

    @classmethod
    def photo(cls, preprocessing: Preprocessing, *, name: str = "input") -> Input:
        """A photo, made by a preprocessing."""
        return cls((preprocessing.channels, *preprocessing.size), preprocessing, name=name)

    @classmethod
    def tensor(cls, shape: Sequence[int], dtype: torch.dtype | None = None, *, name: str = "input") -> Input:
        """A tensor of a shape (C, ...) and number type."""
        return cls(tuple(shape), dtype=dtype, name=name)

    @classmethod
    def text(cls, vocabulary: Vocabulary, length: int, *, name: str = "words") -> Input:
        """A text of at most so many words of a vocabulary."""
        return cls((length,), dtype=torch.int64, name=name, vocabulary=vocabulary)

    @classmethod
    def of_shape(
        cls,
        shape: Sequence[int],
        *,
        mean: Sequence[float] | None = None,
        std: Sequence[float] | None = None,
        name: str = "input",
    ) -> Input:
        """An input of which the shape is known, and perhaps the normalisation.

        Args:
            shape: (1 | 3, rows, columns) is a photo: resized so that its shorter side fits, cut in the middle,
                with values in [0, 1] and normalised as is said; any other shape is a tensor.
            mean: per channel, on the [0, 1] scale; one number stands for all.
            std: standard deviation per channel, likewise.
            name: of the input.
        """
        sizes = tuple(shape)
        if len(sizes) != 3 or sizes[0] not in _PHOTO_CHANNELS:
            return cls(sizes, name=name)
        rows, columns = sizes[1:]
        preprocessing = Preprocessing(
            size=(rows, columns),
            resize=min(rows, columns),
            interpolation="bilinear",
            mean=_each(mean, 0.0, sizes[0]),
            std=_each(std, 1.0, sizes[0]),
        )
        assumed = (
            "" if mean or std else "photos are taken in [0, 1] unchanged, since nobody gave a mean and std"
        )
        return cls(sizes, preprocessing, name=name, assumed=assumed)

    def told(
        self, size: tuple[int, int] | None, mean: Sequence[float] | None, std: Sequence[float] | None
    ) -> Input:
        """The same input with what a user said of it; None leaves what it has.

        Raises:
            ImageError: it is no photo, or has another number of channels.
        """
        if size is None and mean is None and std is None:
            return self
        if self.preprocessing is None:
            raise ImageError(
                f"The network's {self.name} of shape {self.shape} is no photo.",
                "Leave size, mean and std out.",
            )
        known, channels = self.preprocessing, self.preprocessing.channels
        for name, given in (("mean", mean), ("std", std)):
            if given is not None and len(given) not in (1, channels):
                raise ImageError(
                    f"The {name} has {len(given)} numbers, and the network's {self.name} {channels} channels.",
                    "Give one number for all channels, or one for each.",
                )
        if size is not None:
            resize = known.resize
            if isinstance(resize, int):
                resize = round(resize * min(size) / min(known.size))
            elif resize is not None:
                rows, columns = (
                    round(one * new / old) for one, new, old in zip(resize, size, known.size, strict=True)
                )
                resize = rows, columns
            elif known.fit != "own":
                resize = min(size)
            known = replace(known, size=size, resize=resize)
        known = replace(
            known,
            mean=known.mean if mean is None else _each(mean, 0.0, channels),
            std=known.std if std is None else _each(std, 1.0, channels),
        )
        assumed = self.assumed if mean is None and std is None else ""
        return replace(self, shape=(channels, *known.size), preprocessing=known, assumed=assumed)

    def prepare(self, source: Any) -> Tensor:
        """One example as the network takes it, (C, ...).

        Args:
            source: a torch tensor of floats is taken as it is, at every size; a `Photo` and anything else that
                `convscope.images.decode` reads, also integers at every size, is a photo; for an input that is no
                photo also an array, for one that is a text the text, and for one of several texts the first of them.

        Raises:
            ImageError: it is neither, or of another shape, or holds values that are NaN or infinite.
        """
        if isinstance(source, Tensor) and (self.preprocessing is None or source.is_floating_point()):
            return self.check(source)
        if self.vocabulary is not None and isinstance(source, str) and len(self.shape) == 1:
            return self.vocabulary.numbers(source, self.shape[0])
        if (
            self.vocabulary is not None
            and isinstance(source, list | tuple)
            and source
            and isinstance(source[0], str)
        ):
            return self._phrases(source)
        if self.preprocessing is None:
            if isinstance(source, np.ndarray | list | tuple | int | float):
                return self.check(torch.as_tensor(source))
            raise ImageError(
                f"The network's {self.name} is a tensor of shape {self.shape}, got {type(source).__name__}.",
                "Give a torch tensor of that shape, or open the network with a preprocessing.",
            )
        return self.preprocessing.apply(source if isinstance(source, Photo) else decode(source))

    def _phrases(self, texts: Sequence[str]) -> Tensor:
        """The first of several texts (texts, length); the others are empty."""
        assert self.vocabulary is not None
        if len(self.shape) != 2 or len(texts) > self.shape[0]:
            most = self.shape[0] if len(self.shape) == 2 else 1
            raise ImageError(
                f"The network's {self.name} are {most} texts at most, got {len(texts)}.", "Give fewer."
            )
        numbers = torch.full(self.shape, END)
        for place, text in enumerate(texts):
            numbers[place] = self.vocabulary.numbers(text, self.shape[1])
        return numbers

    def check(self, tensor: Tensor) -> Tensor:
        """A tensor that is one example (C, ...), not necessarily of the usual size.

        Raises:
            ImageError: it has another number of axes or channels, or holds values that are NaN or infinite.
        """
        shape = tuple(tensor.shape)
        if shape[1:] == self.shape and len(shape) == len(self.shape) + 1:
            raise ImageError(
                f"One example of shape {self.shape} was expected, got a batch of shape {shape}.",
                "Give x[0], or each example by itself.",
            )
        if len(shape) != len(self.shape) or 0 in shape or (len(shape) > 1 and shape[0] != self.shape[0]):
            raise ImageError(
                f"The network's {self.name} is a tensor of shape {self.shape}, got one of shape {shape}.",
                "Give (channels, rows, columns)." if len(self.shape) == 3 else "Give a tensor of that shape.",
            )
        if not tensor.isfinite().all():
            raise ImageError("A tensor holds values that are NaN or infinite.", "Give finite numbers.")
        if self.dtype is None:
            return tensor if tensor.is_floating_point() else tensor.float()
        return tensor.to(self.dtype)

    def whole(self, source: Any) -> WholePhoto | None:
        """The whole photo, with the part that the network sees of it; None for what is no photo."""
        if not isinstance(source, Photo) or self.preprocessing is None:
            return None
        return WholePhoto(source.pixels, self.preprocessing.region(source))

    def look(self, source: Any, prepared: Tensor) -> NDArray[np.uint8] | None:
        """What a person sees of an example, (rows, columns, 3); None for what is no photo."""
        preprocessing = self.preprocessing
        if preprocessing is None or prepared.dim() != 3 or preprocessing.channels not in _PHOTO_CHANNELS:
            return None
        if isinstance(source, Photo):
            seen = preprocessing.look(source)
        else:
            shown = preprocessing.to_display(prepared).clamp(0, 1).mul(255).round().to(torch.uint8)
            seen = shown.permute(1, 2, 0).cpu().numpy()
        return np.repeat(seen, 3, axis=2) if seen.shape[2] == 1 else seen


def _each(given: Sequence[float] | None, default: float, channels: int) -> tuple[float, ...]:
    values = tuple(given) if given else (default,)
    return values * channels if len(values) == 1 else values
