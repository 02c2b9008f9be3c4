"""Dreams: every octave rises, detail is carried over, several layers are balanced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from convscope.objectives import layer, parse
from convscope.synthesis.checkpoint import Checkpoint, State
from convscope.synthesis.deepdream import Dreaming, balanced, dream, zoomed
from convscope.synthesis.pictures import resized
from convscope.synthesis.resolutions import growing_sizes
from convscope.synthesis.view import View
from synthesis.pictures import small_network, smooth_photo

PHOTO = smooth_photo(96, 96)


def dreamt(how: Dreaming, photo: Tensor = PHOTO, seed: int = 0) -> tuple[Tensor, list[Tensor]]:
    return dream(small_network(), photo, [(1.0, layer("third"))], how, seed=seed)


def test_the_objective_rises_within_each_octave() -> None:
    _, histories = dreamt(Dreaming(octaves=2, steps=6, room=0))
    assert len(histories) == 2
    for history in histories:
        assert (history.diff(dim=0) > 0).all()


def test_an_octave_begins_above_the_photo_because_detail_is_carried_over() -> None:
    _, histories = dreamt(Dreaming(octaves=2, steps=6, room=0))
    view = View.of(small_network(), PHOTO)
    assert histories[1][0] > 1.05 * view.score(PHOTO, view.bind(layer("third")))


def test_without_a_change_the_dream_is_the_photo() -> None:
    image, _ = dreamt(Dreaming(octaves=3, steps=2, rate=1e-7))
    torch.testing.assert_close(image, PHOTO, atol=1e-4, rtol=0)


def test_a_step_changes_pixels_by_the_rate_on_average() -> None:
    grey = torch.full((1, 3, 64, 64), 0.5) + 0.1 * (smooth_photo(64, 64) - 0.5)
    image, _ = dreamt(Dreaming(octaves=1, steps=1, rate=0.01, room=0), grey)
    assert (image - grey).abs().mean().item() == pytest.approx(0.01, rel=1e-3)


def test_the_same_seed_gives_the_same_dream_and_another_one_another() -> None:
    how = Dreaming(octaves=2, steps=2)
    assert torch.equal(dreamt(how)[0], dreamt(how)[0])
    assert not torch.equal(dreamt(how)[0], dreamt(how, seed=1)[0])


def test_a_dream_goes_on_from_any_step_to_the_same_picture() -> None:
    how = Dreaming(octaves=2, steps=3)
    states: list[State] = []

    class Keeping(Checkpoint):
        def keep(self, state: Callable[[], State], *, last: bool = False) -> None:
            states.append(state())

    terms = [(1.0, layer("third"))]
    whole, histories = dream(small_network(), PHOTO, terms, how, checkpoint=Keeping())
    for state in (states[1], states[4]):
        resumed, of_resumed = dream(small_network(), PHOTO, terms, how, checkpoint=Checkpoint(state))
        assert torch.equal(resumed, whole)
        assert all(torch.equal(a, b) for a, b in zip(histories, of_resumed, strict=True))


def test_a_dream_in_tiles_is_that_of_the_whole() -> None:
    """No seams: also the picture is the same up to rounding, not only a gradient."""
    whole, _ = dreamt(Dreaming(octaves=1, steps=2, tile=1024))
    tiled, _ = dreamt(Dreaming(octaves=1, steps=2, tile=96))
    torch.testing.assert_close(tiled, whole, atol=1e-4, rtol=0)


def test_several_layers_count_by_their_weights_alone() -> None:
    view = View.of(small_network(), PHOTO)
    objective = balanced(view, [(2.0, parse("first")), (1.0, parse("third:3"))], PHOTO)
    score = view.score(PHOTO, view.bind(objective)).item()
    sign = view.score(PHOTO, view.bind(parse("third:3"))).sign().item()
    assert score == pytest.approx(2 + sign, rel=1e-5)


def test_octaves_end_with_the_picture_and_leave_out_the_tiny() -> None:
    assert growing_sizes(100, 200, 3, 2.0, 50) == [(50, 100), (100, 200)]
    assert growing_sizes(40, 40, 4, 2.0, 64) == [(40, 40)]


def test_zooming_grows_the_middle() -> None:
    picture = torch.zeros(1, 3, 40, 40)
    picture[:, :, 18:22, 18:22] = 1
    nearer = zoomed(picture, 2)
    assert nearer.shape == picture.shape
    assert nearer[0, 0, 17:23, 17:23].min() > 0.9
    assert int((nearer > 0.5).sum()) == pytest.approx(4 * int((picture > 0.5).sum()), rel=0.3)


def test_resizing_keeps_the_mean() -> None:
    assert resized(PHOTO, (64, 72)).mean().item() == pytest.approx(PHOTO.mean().item(), abs=1e-3)
