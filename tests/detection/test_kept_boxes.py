"""The detections as an operation of a graph: those of the task, equally many for every photo."""

import torch

from convscope.detection.kept_boxes import kept_boxes
from convscope.network.labels import numbered
from convscope.network.task.boxes import Boxes


def places() -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    corner = 50 * torch.rand(2, 40, 2, generator=generator)
    scores = 2 * torch.randn(2, 40, 3, generator=generator)
    return torch.cat([corner, corner + 5 + 20 * torch.rand(2, 40, 2, generator=generator), scores], 2)


def test_they_are_what_the_task_finds() -> None:
    found = Boxes(numbered(3)).detections(places(), least=0.3, overlap=0.4)
    kept = kept_boxes(places(), 0.3, 0.4, 100)
    for rows, expected in zip(kept, found, strict=True):
        assert len(expected) > 5
        assert torch.equal(rows[: len(expected)], torch.tensor([[*one.box, one.index] for one in expected]))
        assert not rows[len(expected) :].any()


def test_of_many_the_best_are_kept() -> None:
    assert torch.equal(kept_boxes(places(), 0.3, 0.4, 4), kept_boxes(places(), 0.3, 0.4, 100)[:, :4])


def test_the_trace_of_one_has_the_shape_that_it_gives() -> None:
    torch.library.opcheck(kept_boxes, (places(), 0.3, 0.4, 7))


def test_no_gradient_passes() -> None:
    given = places().requires_grad_()
    (found,) = torch.autograd.grad(kept_boxes(given, 0.3, 0.4, 4).sum(), [given], allow_unused=True)
    assert found is None


def test_half_precision_is_kept() -> None:
    assert kept_boxes(places().bfloat16(), 0.3, 0.4, 4).dtype == torch.bfloat16
