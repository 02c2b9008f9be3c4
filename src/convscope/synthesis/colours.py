"""Keeping a photo's colours while its drawing changes.

Both ways are of Gatys, Bethge, Hertzmann and Shechtman 2016, "Preserving Color in Neural Artistic Style Transfer"
(arXiv:1606.05897).
"""

from __future__ import annotations

import torch
from torch import Tensor

# Luma, orange to blue, purple to green: the colour space of NTSC television.
_YIQ = torch.tensor(
    [[0.299, 0.587, 0.114], [0.595716, -0.274453, -0.321263], [0.211456, -0.522591, 0.311135]]
)


def with_luminance_of(photo: Tensor, picture: Tensor) -> Tensor:
    """The photo's colours under the picture's light: Y of the picture, I and Q of the photo.

    Args:
        photo: (N, 3, rows, columns), 0 to 1.
        picture: the same shape.

    Returns:
        The same shape, clipped to 0 to 1.
    """
    to_yiq = _YIQ.to(picture)
    of_photo = torch.einsum("dc,nchw->ndhw", to_yiq, photo)
    of_picture = torch.einsum("dc,nchw->ndhw", to_yiq, picture)
    mixed = torch.cat([of_picture[:, :1], of_photo[:, 1:]], 1)
    return torch.einsum("dc,nchw->ndhw", torch.linalg.inv(to_yiq), mixed).clamp(0, 1)


def with_colours_of(photo: Tensor, style: Tensor) -> Tensor:
    """The style in the colours of the photo: a linear map after which mean and covariance are the photo's.

        x -> S_photo^(1/2) S_style^(-1/2) (x - mean_style) + mean_photo        with symmetric roots

    Args:
        photo: (1, 3, ...), 0 to 1.
        style: (1, 3, rows, columns), 0 to 1.

    Returns:
        The style's shape, clipped to 0 to 1.
    """
    wanted, given = photo[0].flatten(1).double(), style[0].flatten(1).double()
    mean = wanted.mean(1, keepdim=True)
    centred = given - given.mean(1, keepdim=True)
    change = _root(_covariance(wanted), 0.5) @ _root(_covariance(given), -0.5)
    return (change @ centred + mean).to(style).reshape(style.shape).clamp(0, 1)


def _covariance(colours: Tensor) -> Tensor:
    centred = colours - colours.mean(1, keepdim=True)
    # So little more than none that a picture of one colour has a covariance that can be divided by.
    return centred @ centred.T / centred.shape[1] + 1e-6 * torch.eye(3, dtype=colours.dtype)


def _root(matrix: Tensor, power: float) -> Tensor:
    values, axes = torch.linalg.eigh(matrix)
    root: Tensor = axes @ torch.diag(values.clamp(min=1e-9) ** power) @ axes.T
    return root
