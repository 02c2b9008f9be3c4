"""What is seen where from one frame of a film to the next: optical flow, and where it can be trusted.

Ruder, Dosovitskiy and Brox 2016, "Artistic style transfer for videos" (arXiv:1604.08610).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from convscope.synthesis.pictures import resized

LONGEST = 320  # pixels of the side at which flow is computed: it is smooth, and takes a second there
RADIUS = 12  # pixels of the window in which a motion is taken for one


def flow(here: Tensor, there: Tensor) -> Tensor:
    """Where in another picture each place of a picture is seen, by iterative Lucas-Kanade (scikit-image).

    Args:
        here: (1, 3, rows, columns), 0 to 1.
        there: the same shape.

    Returns:
        (1, 2, rows, columns): columns to the right and rows down, in pixels; here(x) = there(x + flow(x)).
    """
    from skimage.registration import optical_flow_ilk

    rows, columns = here.shape[2:]
    ratio = min(1.0, LONGEST / max(rows, columns))
    size = (max(1, round(rows * ratio)), max(1, round(columns * ratio)))
    grey = [resized(picture.mean(1, keepdim=True), size)[0, 0].cpu().numpy() for picture in (here, there)]
    down, right = optical_flow_ilk(*grey, radius=RADIUS)
    found = torch.from_numpy(np.stack([right, down]).astype(np.float32))[None]
    grown = functional.interpolate(found, (rows, columns), mode="bilinear", align_corners=False)
    return grown * grown.new_tensor([columns / size[1], rows / size[0]])[:, None, None]


def carried(values: Tensor, by: Tensor) -> Tensor:
    """Values (1, C, rows, columns) of another picture, brought to where they are seen here: values(x + flow(x))."""
    rows, columns = values.shape[2:]
    across, down = torch.arange(columns) + by[0, 0], torch.arange(rows)[:, None] + by[0, 1]
    grid = torch.stack([(2 * across + 1) / columns - 1, (2 * down + 1) / rows - 1], -1)[None]
    moved: Tensor = functional.grid_sample(
        values, grid.to(values), mode="bicubic", padding_mode="border", align_corners=False
    )
    return moved


def trusted(back: Tensor, forth: Tensor) -> Tensor:
    """Where a flow can be trusted: 1 where it leads there and back again, 0 where something appears or edges move.

        |w + v|^2 <= 0.01 (|w|^2 + |v|^2) + 0.5   and   |grad w|^2 <= 0.01 |w|^2 + 0.002

    with w the flow from here to there, and v the one from there to here at the place where w leads.

    Args:
        back: w, (1, 2, rows, columns).
        forth: from there to here, the same shape.

    Returns:
        (1, 1, rows, columns), 0 or 1; 0 also where w leads out of the picture.
    """
    rows, columns = back.shape[2:]
    returned = carried(forth, back)
    length = (back**2).sum(1, keepdim=True)
    astray = ((back + returned) ** 2).sum(1, keepdim=True)
    closes = astray <= 0.01 * (length + (returned**2).sum(1, keepdim=True)) + 0.5
    down, right = torch.gradient(back, dim=(2, 3))
    smooth = (down**2 + right**2).sum(1, keepdim=True) <= 0.01 * length + 0.002
    across, below = torch.arange(columns) + back[:, :1], torch.arange(rows)[:, None] + back[:, 1:]
    inside = (across >= 0) & (across <= columns - 1) & (below >= 0) & (below <= rows - 1)
    return (closes & smooth & inside).to(back)
