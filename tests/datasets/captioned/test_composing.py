"""Composed scenes show what their sentences say."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.datasets.captioned import COLOURS, RELATIONS, Facts, Thing, facts_of, open_captioned
from convscope.datasets.captioned.composing import compose
from convscope.errors import DataError, OutputError

KINDS = {"cats": 250, "dogs": 20, "ships": 130, "ants": 200}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes")
    for kind, value in KINDS.items():
        (root / "things" / kind).mkdir(parents=True)
        for number in range(2):
            Image.fromarray(np.full((40, 40, 3), value + number, np.uint8)).save(
                root / f"things/{kind}/{number}.png"
            )
    (root / "behind").mkdir()
    Image.fromarray(np.full((300, 260, 3), 90, np.uint8)).save(root / "behind" / "grey.png")
    compose([root / "things"], root / "behind", root / "out", count=60, seed=3)
    return root / "out"


def documents(scenes: Path, part: str) -> tuple[dict[str, list[dict[str, object]]], list[dict[str, object]]]:
    captions, regions = (
        json.loads((scenes / f"{what}_{part}.json").read_text()) for what in ("captions", "regions")
    )
    return captions, regions


@pytest.mark.parametrize(
    "facts",
    [
        Facts((Thing("cat"),)),
        Facts((Thing("airplane", "red"),)),
        *(Facts((Thing("cat", "blue"), Thing("ant")), relation) for relation in RELATIONS),
    ],
)
def test_a_sentence_says_its_facts(facts: Facts) -> None:
    assert facts_of(facts.sentence) == facts
    assert facts_of(facts.opposite.sentence) == facts.opposite


def test_a_sentence_of_other_words_says_no_facts() -> None:
    assert facts_of("A child in a pink dress is climbing up a set of stairs.") is None
    assert facts_of("a a a") is None


def test_articles_suit_their_words() -> None:
    assert (
        Facts((Thing("airplane"), Thing("airplane", "red")), "above").sentence
        == "an airplane above a red airplane"
    )


@pytest.mark.parametrize("part", ["train", "val", "test"])
def test_things_lie_as_the_sentences_say(scenes: Path, part: str) -> None:
    captions, regions = documents(scenes, part)
    for told in captions["annotations"]:
        facts = facts_of(str(told["caption"]))
        assert facts is not None
        if facts.relation:
            boxes = {one["phrase"]: one for one in regions[int(str(told["image_id"]))]["regions"]}  # type: ignore[attr-defined]
            first, second = (boxes[thing.phrase] for thing in facts.things)
            axis, sign = {
                "to the left of": ("x", 1), "to the right of": ("x", -1), "above": ("y", 1), "below": ("y", -1),
            }[facts.relation]  # fmt: skip
            assert sign * (second[axis] - first[axis]) > 50


def test_compositions_of_the_test_part_stand_in_no_other(scenes: Path) -> None:
    def composed(part: str) -> list[set[tuple[str, ...]]]:
        found = [facts_of(str(one["caption"])) for one in documents(scenes, part)[0]["annotations"]]
        return [
            {facts.triple, *((thing.colour, thing.kind) for thing in facts.things if thing.colour)} - {()}
            for facts in found
            if facts
        ]

    trained = set().union(*composed("train"), *composed("val"))
    assert all(one - trained for one in composed("test"))


def test_a_coloured_thing_has_its_colour_in_its_box(scenes: Path) -> None:
    captions, regions = documents(scenes, "train")
    for image, told in zip(captions["images"], regions, strict=True):
        pixels = np.asarray(Image.open(scenes / str(image["file_name"]))).astype(float)
        for one in told["regions"]:  # type: ignore[attr-defined]
            facts = facts_of(one["phrase"])
            assert facts is not None
            colour = facts.things[0].colour
            if colour in ("red", "blue") and facts.things[0].kind != "dog":  # dogs are nearly black here
                middle = pixels[one["y"] + one["height"] // 2, one["x"] + one["width"] // 2]
                assert np.argmax(middle) == np.argmax(COLOURS[colour])


def test_the_same_seed_makes_the_same_scenes(scenes: Path, tmp_path: Path) -> None:
    root = scenes.parent
    compose([root / "things"], root / "behind", tmp_path / "again", count=60, seed=3)
    for name in ("captions_test.json", "test/000003.jpg"):
        assert (tmp_path / "again" / name).read_bytes() == (scenes / name).read_bytes()


def test_scenes_are_read_as_photos_with_sentences(scenes: Path) -> None:
    found = open_captioned(scenes)
    assert found is not None
    assert {split: len(items) for split, items in found.pictures.splits.items()} == {
        "train": 60, "val": 20, "test": 20,
    }  # fmt: skip


def test_a_folder_that_is_there_is_left_as_it_is(scenes: Path) -> None:
    with pytest.raises(OutputError, match="already"):
        compose([scenes.parent / "things"], scenes.parent / "behind", scenes)


def test_two_kinds_are_too_few(tmp_path: Path) -> None:
    for kind in ("cats", "dogs"):
        (tmp_path / "things" / kind).mkdir(parents=True)
        Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(tmp_path / "things" / kind / "a.png")
    with pytest.raises(DataError, match="three kinds"):
        compose([tmp_path / "things"], tmp_path / "things", tmp_path / "out")
