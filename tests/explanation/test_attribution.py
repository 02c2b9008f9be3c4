"""An attribution keeps its numbers and says how it was made, also in its files."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal
from PIL import Image

import convscope
from classifiers import classifier, inputs
from convscope.errors import OutputError, PictureError
from convscope.explanation import Attribution, explain
from convscope.images import Photo

SHAPE = (3, 20, 14)


@pytest.fixture(scope="module")
def photo() -> Photo:
    return Photo("cat.jpg", np.random.default_rng(0).integers(0, 256, (50, 35, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def made(photo: Photo) -> Attribution:
    return explain(classifier(SHAPE), photo, "grad-cam", "class:1 - 0.5*class:2", seed=4)


def test_picture_carries_how_it_was_made(made: Attribution, tmp_path: Path) -> None:
    made.save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        manifest = json.loads(picture.text["convscope"])  # type: ignore[attr-defined]
    assert len(manifest.pop("found")) == 16
    assert manifest == {
        "convscope": convscope.__version__,
        "photo": "cat.jpg",
        "digest": made.digest,
        "network": "Classifier",
        "weights": "the module's own",
        "opening": made.opening.document(),
        "method": "grad-cam",
        "target": "class:1 - 0.5*class:2",
        "layer": "last",
        "options": {},
        "seed": 4,
        "passes": 2,
        "scale": made.display_scale,
        "facts": {},
        "notes": [],
        "view": "photo",
    }


def test_mask_on_disk_is_black_and_white_and_carries_its_rule(made: Attribution, tmp_path: Path) -> None:
    made = replace(made, values=np.arange(10 * 7, dtype=np.float32).reshape(10, 7) - 30)
    made.save_mask(tmp_path / "m.png", "quantile:0.3")
    with Image.open(tmp_path / "m.png") as picture:
        manifest = json.loads(picture.text["convscope"])  # type: ignore[attr-defined]
        pixels = np.asarray(picture)
    assert manifest == {**made.manifest(), "mask": "quantile:0.3"}
    assert_array_equal(pixels, np.where(made.mask("quantile:0.3"), 255, 0))


def test_overlay_has_the_size_of_what_the_network_sees(made: Attribution) -> None:
    assert made.overlay().size == (14, 20)
    assert made.view is not None
    assert made.view.shape == (20, 14, 3)


@pytest.mark.parametrize("shape", [(1, 20, 14), (12, 20, 14)])
def test_map_without_a_photo_has_the_size_of_the_input_too(shape: tuple[int, ...]) -> None:
    made = explain(classifier(shape), inputs(shape, 1)[0], "grad-cam", "class:1")
    assert made.values.shape == (10, 7)
    assert made.picture().size == (14, 20)
    assert made.overlay().size == (14, 20)


def test_array_holds_the_values(made: Attribution, tmp_path: Path) -> None:
    made.save_array(tmp_path / "a.npy")
    assert_array_equal(np.load(tmp_path / "a.npy", allow_pickle=False), made.values)


def test_values_are_signed_and_unscaled(photo: Photo) -> None:
    one, many = (
        explain(classifier(SHAPE), photo, "grad-cam", target).values for target in ("class:1", "-8*class:1")
    )
    np.testing.assert_allclose(many, -8 * one, rtol=1e-5)
    assert (one.min() < 0) or (many.min() < 0)


def test_scale_is_named_with_its_range(photo: Photo) -> None:
    made = explain(classifier(SHAPE), photo, "grad-cam", "class:1")
    assert made.display_scale == f"positive, 0 to {made.limit:.3g} (99.5th percentile)"
    signed = explain(classifier(SHAPE), photo, "input-x-gradient", "class:1")
    assert signed.display_scale == f"signed, -{signed.limit:.3g} to {signed.limit:.3g} (99.5th percentile)"


@pytest.mark.parametrize(("target", "scale"), [("class:1", "positive"), ("class:1 - class:2", "signed")])
def test_contrast_shows_what_speaks_for_either_side(photo: Photo, target: str, scale: str) -> None:
    assert explain(classifier(SHAPE), photo, "grad-cam", target).scale == scale


def test_constant_photo_is_drawn() -> None:
    flat = Photo("flat.png", np.full((20, 14, 3), 128, np.uint8))
    made = explain(classifier(SHAPE), flat, "occlusion", "stem:0", baseline="grey", window=4, stride=4)
    assert made.overlay().size == (14, 20)


def test_default_target_is_the_most_probable_class(photo: Photo) -> None:
    network = classifier(SHAPE)
    best = network.predict(photo, top=1)[0].index
    assert explain(network, photo, "saliency").target in (f"class:{best}", f"class:class {best}")


def test_map_that_is_no_picture_says_so(tmp_path: Path) -> None:
    made = explain(classifier((2, 31)), inputs((2, 31), 1)[0], "saliency")
    with pytest.raises(PictureError, match=r"shape \(31,\) is no picture"):
        made.save(tmp_path / "a.png")
    made.save_array(tmp_path / "a.npy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npy", "a.npy.json"]


def test_other_endings_than_png_are_refused(made: Attribution, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"written as PNG.*Name it \.png"):
        made.save(tmp_path / "a.jpg")


def test_place_that_cannot_be_written_is_an_output_error(made: Attribution, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(OutputError, match="cannot be written: it is a folder"):
        made.save(tmp_path / "folder.png")
    with pytest.raises(OutputError, match="cannot be written: it is a folder"):
        made.save_array(tmp_path / "folder.npy")


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_interrupted_writer_leaves_nothing(
    error: type[BaseException], made: Attribution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, *_: object, **__: object) -> None:
        with path.open("wb") as file:
            file.write(b"half")
        raise error

    monkeypatch.setattr(np, "save", half)
    with pytest.raises(error):
        made.save_array(tmp_path / "a.npy")
    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(error):
        made.save(tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_single_precision_network_takes_double_inputs() -> None:
    made = explain(
        convscope.Network(torch.nn.Conv2d(3, 2, 3), input_shape=SHAPE), inputs(SHAPE, 1)[0], target="conv:1"
    )
    assert made.values.any()
