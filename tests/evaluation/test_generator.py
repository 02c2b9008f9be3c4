"""A generator judged beside real pictures, by toy networks that make what they are told to."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from convscope.errors import DataError, EvaluationError
from convscope.evaluation import generator
from convscope.evaluation.generator import FRECHET, evaluate_generator
from convscope.evaluation.generator_evaluation import GeneratorEvaluation, MadeClass
from convscope.evaluation.generator_notes import notes_on
from convscope.evaluation.near_training import NEARNESS
from convscope.network import embedded
from convscope.network.input import Input


class Halves(nn.Module):
    """Bright on the side that the class says, by a quarter as much as the code wants."""

    sides: Tensor

    def __init__(self, various: float = 0.25) -> None:
        super().__init__()
        self.various = various
        columns = torch.arange(8) < 4
        self.register_buffer(
            "sides", torch.stack([columns, ~columns]).float()[:, None, None] * torch.ones(8, 1)
        )

    def forward(self, code: Tensor, classes: Tensor) -> Tensor:
        bright = (classes @ self.sides.flatten(1)).reshape(-1, 1, 8, 8)
        return (2 * bright - 1) * 0.6 + self.various * code.reshape(-1, 1, 8, 8).tanh()


def halves(various: float = 0.25) -> convscope.Network:
    inputs = Input.tensor((64,), name="code"), Input.tensor((2,), name="classes")
    return convscope.Network(Halves(various), inputs=inputs, labels=["left", "right"], task="generation")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    for seed, split in enumerate(("train", "val")):
        made = convscope.generate(halves(), count=24, seed=100 + seed)
        for number, (picture, name) in enumerate(zip(made.pictures, made.classes, strict=True)):
            place = folder / split / name
            place.mkdir(parents=True, exist_ok=True)
            picture.save(place / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def good(real: Path) -> GeneratorEvaluation:
    return evaluate_generator(halves(), real, count=24)


@pytest.fixture(scope="module")
def collapsed(real: Path) -> GeneratorEvaluation:
    return evaluate_generator(halves(0.0), real, count=24)


def test_what_is_made_as_the_real_ones_are_is_as_near_as_they_are(good: GeneratorEvaluation) -> None:
    figures = good.figures
    assert figures[FRECHET] < 1.5 * figures["Fréchet distance of real pictures"]
    assert figures["precision"] > 0.5
    assert figures["recall"] > 0.5
    assert figures["variety"] == pytest.approx(1, abs=0.15)
    assert figures[NEARNESS] == pytest.approx(1, abs=0.2)
    assert good.notes == ()


def test_a_generator_that_makes_one_picture_of_each_class_is_said_to(collapsed: GeneratorEvaluation) -> None:
    assert collapsed.figures["recall"] < 0.1
    assert any("mode collapse" in note for note in collapsed.notes)
    assert any("pictures of left are much alike" in note for note in collapsed.notes)


def test_copies_of_training_pictures_are_at_no_distance(real: Path) -> None:
    made = convscope.generate(halves(), count=24, seed=100)
    found = evaluate_generator(halves(), real, count=24, seed=100)
    assert np.array_equal(found.made.pixels, made.pixels)
    assert found.figures[NEARNESS] == pytest.approx(0, abs=1e-3)
    assert any("copies" in note for note in found.notes)
    assert found.near[0].made_class in found.near[0].training_name


def test_a_judge_says_which_classes_came_out(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = convscope.open_network("input 1x8x8 -> avgpool 8x4 -> flatten", weights="random")
    opened = {"judge": judge, embedded.NAME: convscope.open_network(embedded.NAME)}
    monkeypatch.setattr(generator, "open_network", opened.__getitem__)
    found = evaluate_generator(halves(), real, judge="judge", count=12)
    assert found.figures["recognised"] == 1
    assert [one.recognised_real for one in found.classes] == [1, 1]


def test_the_same_seed_gives_the_same_figures(good: GeneratorEvaluation, real: Path) -> None:
    assert evaluate_generator(halves(), real, count=24).document() == good.document()


def test_too_few_pictures_tell_nothing(real: Path) -> None:
    with pytest.raises(EvaluationError, match="Of 3 pictures"):
        evaluate_generator(halves(), real, count=3)


def test_without_data_it_says_so() -> None:
    with pytest.raises(DataError, match="no run"):
        evaluate_generator(halves(), count=5)


def test_a_judge_of_other_classes_is_refused(real: Path) -> None:
    with pytest.raises(EvaluationError, match="class"):
        evaluate_generator(halves(), real, judge="convscope/digits", count=5)


def test_real_pictures_that_cannot_be_read_are_told(real: Path, tmp_path: Path) -> None:
    for name in ("left", "right"):
        (tmp_path / name).mkdir()
        for place in sorted((real / "val" / name).iterdir())[:4]:
            (tmp_path / name / place.name).write_bytes(place.read_bytes())
    (tmp_path / "left" / "broken.png").write_bytes(b"nothing")
    Image.new("RGBA", (1, 1)).save(tmp_path / "right" / "tiny.png")
    found = evaluate_generator(halves(), tmp_path, count=12)
    assert len(found.failures) == 1
    assert found.real == 9


def test_a_class_that_is_rarely_recognised_is_named() -> None:
    one = MadeClass("seven", 10, 0.2, 0.99, "one", 1.0)
    assert notes_on({"recall": 0.5}, [one]) == ("Of the pictures of seven only 20% are recognised.",)


def test_various_pictures_that_lie_apart_are_not_called_collapsed() -> None:
    figures = {"recall": 0.01, "precision": 0.02, "variety": 0.9}
    assert [note[:34] for note in notes_on(figures, [])] == ["Hardly any picture lies among the "]
    assert "mode collapse" in notes_on({**figures, "precision": 0.5}, [])[0]
    assert "mode collapse" in notes_on({**figures, "variety": 0.1}, [])[0]
