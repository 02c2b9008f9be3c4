"""Small networks that give a class for each place, a picture, boxes, and boxes with masks."""

import torch
from torch import nn

from convscope.detection.kept_boxes import kept_boxes
from convscope.network import Network

NAMES = ("sky", "grass", "roof", "road")


def segmenter() -> Network:
    """Classes of places, by the brightness of stripes."""
    torch.manual_seed(3)
    module = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 4, 1))
    return Network(
        module.eval(),
        name="segmenter",
        weights="the test's own",
        labels=NAMES,
        task="segmentation",
        size=(40, 44),
        mean=(0.5,),
        std=(0.25,),
    )


def restorer(channels: int = 3) -> Network:
    """A picture as large as the photo, in the scale of the network's input."""
    torch.manual_seed(0)
    module = nn.Conv2d(3, channels, 3, padding=1)
    if channels == 3:
        with torch.no_grad():
            module.weight.mul_(0.2)
            module.weight[range(3), range(3), 1, 1] += 0.8
    return Network(
        nn.Sequential(module).eval(),
        name="restorer",
        weights="the test's own",
        task="picture",
        size=(40, 44),
        mean=(0.5, 0.5, 0.5),
        std=(0.2, 0.3, 0.4),
    )


class Finder(nn.Module):
    """A score for two classes in each cell of a grid, whose box it is."""

    boxes: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Conv2d(3, 2, 8, stride=8)
        corners = [(8.0 * column, 8.0 * row) for row in range(5) for column in range(5)]
        boxes = [(left, top, left + 12, top + 12) for left, top in corners]
        self.register_buffer("boxes", torch.tensor(boxes))

    def forward(self, photos: torch.Tensor) -> torch.Tensor:
        """(N, 3, 40, 44) to (N, 25, 6)."""
        scores = self.look(photos).flatten(2).transpose(1, 2)
        return torch.cat([self.boxes + 0 * scores[..., :1], scores], 2)


class Outliner(Finder):
    """The same, each thing a disc in its box."""

    disc: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        at = (torch.arange(14) + 0.5) / 7 - 1
        self.register_buffer("disc", 20 * (0.8 - torch.hypot(at[:, None], at[None])))

    def forward(self, photos: torch.Tensor) -> dict[str, torch.Tensor]:  # type: ignore[override]
        """Boxes (N, 25, 6) and masks (N, 25, 14, 14)."""
        places = super().forward(photos)
        kept = kept_boxes(places, 0.05, 0.6, 25)
        return {"boxes": places, "masks": self.disc + 0 * kept[..., :1, None]}


def finder() -> Network:
    """A detector that finds several things in stripes, with scores from low to high."""
    return _finding(Finder, "finder", "boxes")


def outliner() -> Network:
    """The same, whose things have masks."""
    return _finding(Outliner, "outliner", "instances")


def _finding(kind: type[Finder], name: str, task: str) -> Network:
    torch.manual_seed(1)
    return Network(
        kind().eval(),
        name=name,
        weights="the test's own",
        labels=("cell", "plate"),
        task=task,
        size=(40, 44),
        mean=(0.5,),
        std=(0.25,),
    )
