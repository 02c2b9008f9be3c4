"""torchvision's compiled operators: what torchvision's own functions give, without its import."""

import subprocess
import sys

import torch
from torchvision import ops

from convscope.detection.compiled import nms, roi_align, roi_pool


def _boxes(count: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    corners = torch.rand(count, 2, 2, generator=generator) * 30
    return torch.cat([corners.amin(1), corners.amax(1) + 1], 1)


def test_suppression_keeps_what_torchvisions_keeps() -> None:
    boxes, scores = _boxes(200, 0), torch.rand(200, generator=torch.Generator().manual_seed(1))
    kept = nms(boxes, scores, 0.3)
    assert 1 < len(kept) < 200
    assert torch.equal(kept, ops.nms(boxes, scores, 0.3))


def test_regions_of_several_photos_are_torchvisions() -> None:
    values = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(2))
    boxes = torch.stack([_boxes(5, 3), _boxes(5, 4)])
    photo = torch.tensor([0.0, 1]).repeat_interleave(5)[:, None]
    rows = torch.cat([photo, boxes.flatten(0, 1)], 1)
    aligned = ops.roi_align(values, list(boxes), 4, 0.25, sampling_ratio=2, aligned=True)
    assert torch.equal(roi_align(values, rows, 4, 0.25, 2, shifted=True), aligned)
    assert torch.equal(roi_pool(values, rows, 4, 0.25), ops.roi_pool(values, list(boxes), 4, 0.25))


def test_it_does_not_import_torchvision() -> None:
    code = (
        "import sys, torch; from convscope.detection.compiled import nms\n"
        "nms(torch.tensor([[0.0, 0, 1, 1]]), torch.ones(1), 0.5); print('torchvision' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
