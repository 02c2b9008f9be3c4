"""A segmenter learns masks, is judged by their mean IoU, and is resumed as any other network."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope import open_network
from convscope.datasets.masked import masks_at
from convscope.errors import Cancelled, ConvscopeError, DataError, ImageError, RunError, TrainingError
from convscope.images import Preprocessing
from convscope.learn import Run
from convscope.learn.masked_data import divided_masks, read_masks
from convscope.learn.preparation import prepare
from convscope.learn.request import TrainingOptions, TrainingRequest
from convscope.learn.segmenter_options import crop_size, segmenter_options
from convscope.learn.training import resume, train
from convscope.progress import Progress
from datasets.masked.outlined_photos import write_outlined
from learn.masked_photos import request, write_photos
from learn.stopping import Stopping

OWN = Preprocessing((64, 64), None, "bilinear", (0.5,) * 3, (0.5,) * 3, fit="own")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photos(tmp_path_factory.mktemp("data") / "shapes", 40)


@pytest.fixture(scope="module")
def trained(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(request(photos, epochs=30, augment="flip"), tmp_path_factory.mktemp("runs") / "run")


@pytest.mark.slow
def test_a_segmenter_learns_what_is_where(trained: Run) -> None:
    assert trained.result["best"]["val_mean IoU"] > 0.7


@pytest.mark.slow
def test_the_description_of_a_run_says_its_task_and_classes(trained: Run) -> None:
    document = json.loads((trained.folder / "network.json").read_text())
    assert (document["task"], document["classes"]) == ("segmentation", ["ground", "disc", "square"])


@pytest.mark.slow
def test_the_opened_run_sees_a_whole_usual_photo(trained: Run) -> None:
    network = open_network(f"run:{trained.folder}")
    assert network.input_shape == (3, 64, 96)
    assert network.predict(trained.dataset().split("val")[0].photo())


@pytest.mark.slow
def test_things_are_learned_by_their_insides_and_borders(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "things", 8, are_things=True)
    run = train(request(place, epochs=1), tmp_path / "run")
    assert run.network_description.task == "things"
    assert run.classes == ("background", "object", "border of object")


def test_outlines_of_several_classes_are_learned_as_classes_of_places(tmp_path: Path) -> None:
    prepared = prepare(request(write_outlined(tmp_path / "data", 8)), Progress())
    assert (prepared.network.task, prepared.network.classes) == (
        "segmentation",
        ("background", "disc", "square"),
    )


def test_outlines_of_one_class_are_told_apart(tmp_path: Path) -> None:
    place = write_outlined(tmp_path / "data", 8)
    for file in (place / "annotations").glob("*.json"):
        document = json.loads(file.read_text())
        document["categories"] = [{"id": 5, "name": "shape"}]
        for one in document["annotations"]:
            one["category_id"] = 5
        file.write_text(json.dumps(document))
    prepared = prepare(request(place), Progress())
    assert (prepared.network.task, prepared.network.classes) == (
        "things",
        ("background", "shape", "border of shape"),
    )


@pytest.mark.slow
def test_a_stopped_training_goes_on_to_the_same_weights(photos: Path, tmp_path: Path) -> None:
    whole = train(request(photos), tmp_path / "whole")
    with pytest.raises(Cancelled):
        train(request(photos), tmp_path / "stopped", Stopping(3))
    resumed = resume(tmp_path / "stopped")
    assert resumed.best_weights.read_bytes() == whole.best_weights.read_bytes()
    assert [{k: v for k, v in row.items() if k != "seconds"} for row in resumed.metrics()] == [
        {k: v for k, v in row.items() if k != "seconds"} for row in whole.metrics()
    ]


@pytest.mark.slow
def test_a_mask_that_was_changed_since_stops_a_resumed_training(photos: Path, tmp_path: Path) -> None:
    place = tmp_path / "data"
    shutil.copytree(photos, place)
    with pytest.raises(Cancelled):
        train(request(place), tmp_path / "run", Stopping(3))
    mask = sorted((place / "train" / "masks").glob("*.png"))[0]
    values = np.asarray(Image.open(mask)).copy()
    values[0, 0] = 2
    Image.fromarray(values).save(mask)
    with pytest.raises(RunError, match="have changed since"):
        resume(tmp_path / "run")


def read(place: Path, **options: bool) -> object:
    masked = divided_masks(str(place))
    return read_masks(masked, OWN, skip_unreadable=options.get("skip", True), progress=Progress())


def test_rare_classes_count_more_and_a_place_counts_1_on_average(photos: Path) -> None:
    found = read_masks(divided_masks(str(photos)), OWN, skip_unreadable=True, progress=Progress())
    weights, shares = np.array(found.class_weights()), found.counts / found.counts.sum()
    assert (weights * shares).sum() == pytest.approx(1)
    assert weights[1] / weights[0] == pytest.approx((shares[0] / shares[1]) ** 0.5)


def test_a_mask_of_another_size_than_its_photo_ends_the_training_before_it_begins(
    photos: Path, tmp_path: Path
) -> None:
    shutil.copytree(photos, tmp_path / "data")
    mask = sorted((tmp_path / "data" / "val" / "masks").glob("*.png"))[1]
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(mask)
    with pytest.raises(ImageError, match=f"{mask.name} is 8x8, and its photo"):
        read(tmp_path / "data")


def test_a_mask_with_a_number_that_is_no_class_is_named(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "data")
    mask = sorted((tmp_path / "data" / "train" / "masks").glob("*.png"))[0]
    Image.fromarray(np.full((64, 96), 7, np.uint8)).save(mask)
    with pytest.raises(ImageError, match=f"{mask.name} holds 7 in row 0, column 0, which is no class"):
        read(tmp_path / "data")


def test_a_photo_that_cannot_be_read_is_left_out_with_its_mask(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "data")
    photo = sorted((tmp_path / "data" / "train" / "images").glob("*.png"))[0]
    photo.write_bytes(photo.read_bytes()[:200])
    found = read_masks(divided_masks(str(tmp_path / "data")), OWN, skip_unreadable=True, progress=Progress())
    assert [one.item.name for one in found.unreadable] == [f"train/images/{photo.name}"]
    with pytest.raises(DataError, match="1 of 30 pictures cannot be read"):
        read(tmp_path / "data", skip=False)


def test_a_class_that_no_training_photo_shows_is_told(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "data")
    (tmp_path / "data" / "classes.txt").write_text("ground\ndisc\nsquare\nmoon\n")
    masked = masks_at(tmp_path / "data")
    found = read_masks(masked, OWN, skip_unreadable=True, progress=Progress())
    assert found.missing() == ["moon"]
    assert found.class_weights()[3] == 0


def test_photos_without_things_are_learned_from_as_well(tmp_path: Path) -> None:
    place = write_photos(tmp_path / "data", 8)
    for mask in (place / "train" / "masks").glob("*.png"):
        Image.fromarray(np.zeros((64, 96), np.uint8)).save(mask)
    found = read_masks(masks_at(place), OWN, skip_unreadable=True, progress=Progress())
    assert found.counts.tolist() == [4 * 64 * 96, 0, 0]


def test_the_settings_of_a_segmenter_are_its_own_where_the_user_says_nothing() -> None:
    options = segmenter_options(TrainingOptions(epochs=3, class_weights=False))
    assert (options.epochs, options.class_weights, options.depth_decay) == (3, False, 0.2)


@pytest.mark.parametrize("wrong", [{"dropout": 0.2}, {"label_smoothing": 0.1}, {"augment": "flip, mixup"}])
def test_what_is_for_classifiers_alone_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TrainingError):
        segmenter_options(TrainingOptions.model_validate(wrong))


def enlarged(place: Path, to: Path, factor: int) -> Path:
    """The same photos and masks with more pixels."""
    for path in sorted(place.rglob("*.png")):
        image = Image.open(path)
        other = to / path.relative_to(place)
        other.parent.mkdir(parents=True, exist_ok=True)
        image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST).save(other)
    shutil.copy(place / "classes.txt", to)
    return to


def test_photos_are_seen_in_their_own_pixels_unless_they_are_large(photos: Path, tmp_path: Path) -> None:
    own = prepare(request(photos), Progress()).network.preprocessing
    large = prepare(request(enlarged(photos, tmp_path / "large", 8)), Progress()).network.preprocessing
    assert own is not None
    assert large is not None
    assert (own.size, own.resize, own.fit) == ((64, 96), None, "own")
    # 512 x 768, of which the longer side becomes 640.
    assert (large.size, large.resize, large.fit) == ((416, 640), (640, 640), "contain")


def test_a_size_that_is_said_is_that_of_the_longer_side(photos: Path) -> None:
    prepared = prepare(request(photos, size=192), Progress())
    assert prepared.network.preprocessing is not None
    assert prepared.network.preprocessing.size == (128, 192)


def test_crops_have_the_shape_of_the_photos() -> None:
    assert crop_size((360, 480)) == (256, 320)
    assert crop_size((256, 256)) == (256, 256)
    assert crop_size((20, 600)) == (32, 320)


@pytest.mark.parametrize("are_things", [False, True])
def test_masks_are_not_learned_as_a_class_of_pictures(tmp_path: Path, *, are_things: bool) -> None:
    place = write_photos(tmp_path / "data", 8, are_things=are_things)
    with pytest.raises(TrainingError, match=r"photos with masks, test/images/003.png with test/"):
        train(TrainingRequest(str(place), "convscope/lenet5"), tmp_path / "run")


def test_photos_without_masks_are_refused_in_a_sentence(tmp_path: Path, stripes: Path) -> None:
    with pytest.raises(ConvscopeError, match="holds no photos with masks"):
        train(request(stripes), tmp_path / "run")
