"""Pictures whose objective somebody changes while they are made, which say so and can be made again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.errors import ConvscopeError, SynthesisError
from convscope.makers.making import find_maker, make
from convscope.makers.picture_cache import PictureCache
from convscope.makers.progress import Making
from convscope.makers.result import Synthesis
from convscope.network import Network
from convscope.progress import Progress
from convscope.report.reproduction import reproduce
from convscope.synthesis.steering import Change, Steering
from makers.kills import KilledAt, KilledError
from makers.small import small


@pytest.fixture(scope="module")
def network() -> Network:
    return small()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    place = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 80, 3), np.uint8)).save(place)
    return place


class Turning(Progress):
    """Asks for other objectives after a step."""

    def __init__(self, steering: Steering, after: int, objectives: Sequence[str]) -> None:
        super().__init__()
        self._steering, self._after, self._objectives = steering, after, objectives

    def step(self, done: int, total: int | None, **_: Any) -> None:
        if done == self._after:
            self._steering.ask(self._objectives)


def turned(
    network: Network, maker: str, settings: dict[str, Any], after: int, to: str, **more: Any
) -> Synthesis:
    steering = Steering()
    return make(
        maker, network, settings, making=Making(Turning(steering, after, [to]), steering=steering, **more)
    )


UNIT = {"units": ["conv:1"], "steps": 12}


def test_the_picture_climbs_what_it_was_changed_to(network: Network) -> None:
    early, late = (turned(network, "visualize", {**UNIT, "steps": 40}, after, "conv:3") for after in (3, 39))
    assert early.objective == late.objective == "conv:3"
    assert early.value > late.value + 0.05


def test_up_to_the_change_nothing_is_another(network: Network) -> None:
    made = turned(network, "visualize", UNIT, 6, "conv:3", limit=6)
    assert np.array_equal(made.images, make("visualize", network, UNIT, making=Making(limit=6)).images)


def test_the_step_after_a_change_is_another(network: Network) -> None:
    whole = turned(network, "visualize", {**UNIT, "steps": 7}, 6, "conv:3")
    before = make("visualize", network, UNIT, making=Making(limit=6))
    assert not np.array_equal(whole.images, before.images)
    assert whole.changes == (Change(6, ("conv:3",)),)


@pytest.mark.parametrize("diverse", [1, 3])
def test_a_png_says_what_was_changed_and_makes_its_picture_again(
    network: Network, tmp_path: Path, diverse: int
) -> None:
    made = turned(network, "visualize", {**UNIT, "diverse": diverse}, 5, "class:dog - 0.1*conv:2")
    manifest = made.manifest()
    assert manifest["settings"]["units"] == ["conv:1"]
    assert manifest["changes"] == [{"after": 5, "objectives": ("class:dog - 0.1*conv:2",)}]
    made.save(tmp_path / "a.png")
    again = reproduce(tmp_path / "a.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()
    assert (again.value, again.manifest()) == (made.value, manifest)


@pytest.mark.parametrize("after", [3, 4, 6])
def test_a_dream_that_was_changed_is_made_again(
    network: Network, photo: Path, tmp_path: Path, after: int
) -> None:
    settings = {"photo": photo, "layers": ["conv:1"], "octaves": 2, "steps": 4, "size": 160}
    made = turned(network, "dream", settings, after, "conv:3")
    assert (made.objective, made.changes) == ("conv:3", (Change(after, ("conv:3",)),))
    assert made.picture.tobytes() != make("dream", network, settings).picture.tobytes()
    made.save(tmp_path / "a.png")
    again = reproduce(tmp_path / "a.png", network)
    assert isinstance(again, Synthesis)
    assert again.picture.tobytes() == made.picture.tobytes()


def test_a_killed_making_that_was_changed_goes_on_to_the_same_picture(
    network: Network, tmp_path: Path
) -> None:
    changes = [Change(3, ("conv:3",)), Change(7, ("conv:0",))]
    whole = make("visualize", network, UNIT, making=Making(steering=Steering(changes)))
    place = tmp_path / "c"
    making = Making(KilledAt(9), checkpoint=place, checkpoint_seconds=0, key="k", steering=Steering(changes))
    with pytest.raises(KilledError):
        make("visualize", network, UNIT, making=making)
    resumed = make(
        "visualize", network, UNIT, making=Making(checkpoint=place, key="k", steering=Steering(changes))
    )
    assert np.array_equal(resumed.images, whole.images)


def test_what_is_asked_for_after_the_last_step_changes_nothing(network: Network) -> None:
    made = turned(network, "visualize", UNIT, 12, "conv:3")
    assert (made.objective, made.changes) == ("conv:1", ())


def test_a_picture_that_was_changed_does_not_take_the_place_of_one_that_was_not(
    network: Network, tmp_path: Path
) -> None:
    cache = PictureCache(tmp_path)
    turned(network, "visualize", UNIT, 6, "conv:3", cache=cache)
    found = make("visualize", network, UNIT, making=Making(cache=cache))
    assert np.array_equal(found.images, make("visualize", network, UNIT).images)


@pytest.mark.parametrize("units", [["conv"], ["conv:9"], ["class:horse"], ["conv:1", "conv:2"], ["("]])
def test_what_does_not_fit_is_refused(network: Network, units: list[str]) -> None:
    maker = find_maker("visualize")
    assert maker.steer is not None
    with pytest.raises(ConvscopeError):
        maker.steer(network, maker.parse(UNIT), units)


def test_pictures_that_are_made_one_after_the_other_cannot_be_changed(network: Network) -> None:
    maker = find_maker("visualize")
    assert maker.steer is not None
    many = [f"conv:{number}" for number in range(5)]
    with pytest.raises(SynthesisError, match="one after the other"):
        maker.steer(network, maker.parse({**UNIT, "units": many, "diverse": 3}), many)


def test_a_maker_that_cannot_be_steered_says_so(network: Network, photo: Path) -> None:
    steering = Steering([Change(1, ("conv:3",))])
    with pytest.raises(SynthesisError, match="cannot change"):
        make("invert", network, {"photo": photo}, making=Making(steering=steering))


def test_changes_follow_each_other() -> None:
    steering = Steering([Change(2, ("a",)), Change(5, ("b",))])
    assert [steering.at(step) for step in (0, 1, 2, 4, 5, 9)] == [None, None, ("a",), ("a",), ("b",), ("b",)]
