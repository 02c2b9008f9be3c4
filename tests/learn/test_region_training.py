"""R-CNN's head is learned by support vectors on features that lie in the cache, and judged as any other detector."""

from pathlib import Path

import pytest
import torch

from convscope import open_network
from convscope.errors import Cancelled, TrainingError
from convscope.learn import Run, TrainingOptions, TrainingRequest
from convscope.learn.training import resume, train
from convscope.network.checkpoint import read_checkpoint
from convscope.network.libraries import find_architecture
from convscope.network.seeding import seeded
from convscope.progress import Progress
from learn.boxed_photos import write_photos
from network.detectors.tiny import TRUNK

pytestmark = pytest.mark.slow


def request(place: Path, **settings: object) -> TrainingRequest:
    options = TrainingOptions.model_validate({"size": 64} | settings)
    return TrainingRequest(str(place), f"rcnn:{TRUNK}", options=options)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "shapes", 60)


@pytest.fixture(scope="module")
def trained(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return train(request(photos), tmp_path_factory.mktemp("runs") / "run")


def test_it_learns_where_things_are(trained: Run) -> None:
    assert trained.result["best"]["val_mAP@0.5"] > 0.3


def test_its_trunk_stays_as_it_began(trained: Run) -> None:
    with seeded(0):
        began = find_architecture(f"rcnn:{TRUNK}").build(2).state_dict()
    learned = read_checkpoint(trained.best_weights)
    assert all(torch.equal(learned[name], began[name]) for name in began if name.startswith("trunk"))


def test_the_opened_run_finds_what_is_there(trained: Run) -> None:
    network = open_network(f"run:{trained.folder}")
    found = network.predict(trained.dataset().split("val")[0].photo())
    assert {one.label for one in found} <= {"disc", "square"}


class Stopping(Progress):
    """Asks to stop while features are computed."""

    def step(self, done: int, total: int | None, *, what: str = "", **_: object) -> None:
        if what == "features of train" and done == 5:
            self.cancel()


def test_a_stopped_training_goes_on_to_the_same_weights(photos: Path, tmp_path: Path, trained: Run) -> None:
    with pytest.raises(Cancelled):
        train(request(photos), tmp_path / "stopped", Stopping())
    resumed = resume(tmp_path / "stopped")
    assert resumed.best_weights.read_bytes() == trained.best_weights.read_bytes()


def test_what_is_for_steps_alone_is_refused(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="without epochs"):
        train(request(photos, epochs=3), tmp_path / "run")
