"""Concepts of a network whose head is known: what is planted is found, and closed forms hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

import convscope
from convscope.errors import ConceptError
from convscope.examine.concepts.concept_layer import ConceptLayer, Maps, concept_layer
from convscope.examine.concepts.craft import mask_importance
from convscope.examine.concepts.factorization import Factorization, as_maps, by_places
from convscope.examine.concepts.named import answering_units, answers, area
from convscope.examine.concepts.removal import falls, without
from convscope.examine.concepts.sensitivity import derivatives
from convscope.examine.concepts.settings import ConceptSettings
from convscope.examine.concepts.tcav import divided, tcav, two_sided

# Red speaks for the first class and blue for the second, green for neither.
HEAD = np.array([[2.0, 0.0, -1.0, 0.5], [-2.0, 0.0, 3.0, 0.0]])


class Colours(nn.Module):
    """Units for red, green, blue and their sum; the scores are a linear function of their means."""

    def __init__(self, activation: nn.Module | None = None) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1, bias=False)
        self.act = activation or nn.ReLU()
        self.head = nn.Linear(4, 2, bias=False)
        with torch.no_grad():
            self.conv.weight.copy_(
                torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])[..., None, None]
            )
            self.head.weight.copy_(torch.tensor(HEAD))

    def forward(self, photos: Tensor) -> Tensor:
        scores: Tensor = self.head(self.act(self.conv(photos)).mean((2, 3)))
        return scores


def colours(activation: nn.Module | None = None) -> convscope.Network:
    return convscope.Network(
        Colours(activation), input_shape=(3, 12, 12), labels=("warm", "cold"), size=(12, 12), name="colours"
    )


def layer() -> ConceptLayer:
    return concept_layer(colours(), "warm")


def random_maps(count: int = 6, seed: int = 0) -> Maps:
    return np.random.default_rng(seed).uniform(0, 1, (count, 4, 12, 12)).astype(np.float32)


def write_colours(folder: Path, kinds: dict[str, tuple[int, int, int]], count: int = 8) -> Path:
    """Photos ``KIND/N.png`` of one colour below and noise in grey above."""
    generator = np.random.default_rng(0)
    for kind, colour in kinds.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = np.broadcast_to(generator.integers(30, 90, (12, 12, 1)), (12, 12, 3)).copy()
            pixels[6:] = colour
            Image.fromarray(pixels.astype(np.uint8)).save(folder / kind / f"{number}.png")
    return folder


KINDS = {"red": (230, 20, 10), "yellow": (230, 200, 10), "blue": (10, 20, 230)}


def test_the_layer_is_the_last_with_places() -> None:
    found = layer()
    assert (found.node.address, found.label) == ("act", "warm")
    maps = random_maps()
    np.testing.assert_allclose(found.scores(maps), maps.mean((2, 3)) @ HEAD[0], rtol=1e-4)


def test_derivatives_are_the_quotients_of_differences() -> None:
    found, maps = layer(), random_maps()
    directions = np.random.default_rng(1).normal(size=(3, 4))
    unit = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    expected = [
        (found.scores(maps + 0.5 * one[None, :, None, None].astype(np.float32)) - found.scores(maps)) / 0.5
        for one in unit
    ]
    np.testing.assert_allclose(derivatives(found, maps, directions), np.transpose(expected), atol=1e-4)


def test_masks_of_a_linear_head_have_the_indices_of_a_sum() -> None:
    """The score is the sum of m_k a_k with a_k the mean strength times the head's product with the concept."""
    directions = np.array([[1.0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 2, 0]])
    strengths = np.random.default_rng(2).uniform(0, 1, (3, 12, 12))
    parts = strengths.mean((1, 2)) * (directions @ HEAD[0])
    found = mask_importance(layer(), strengths, directions, ConceptSettings(concepts=3, design=1024))
    np.testing.assert_allclose(found, parts**2 / (parts**2).sum(), atol=0.02)


def test_a_direction_that_is_removed_is_gone_and_nothing_else() -> None:
    maps, direction = random_maps(), np.array([1.0, 2, 0, 0])
    after = without(maps, direction)
    np.testing.assert_allclose(np.einsum("ncij,c->nij", after, direction), 0, atol=1e-5)
    np.testing.assert_allclose(
        np.einsum("ncij,c->nij", after - maps, np.array([2.0, -1, 0, 0])), 0, atol=1e-5
    )
    np.testing.assert_array_equal(after[:, 2:], maps[:, 2:])


def test_the_fall_is_what_a_linear_head_owes_to_the_direction() -> None:
    maps, direction = random_maps(), np.array([0.6, 0.8, 0, 0])
    along = np.einsum("ncij,c->n", maps, direction) / 144
    np.testing.assert_allclose(falls(layer(), maps, direction), along.mean() * (HEAD @ direction), rtol=1e-4)


def test_planted_parts_are_found_by_the_factorization() -> None:
    generator = np.random.default_rng(0)
    parts = np.array([[1.0, 0, 0, 1], [0, 2, 1, 0]])
    strengths = generator.uniform(0, 1, (200, 2)) * (generator.uniform(0, 1, (200, 2)) < 0.7)
    found = Factorization(strengths @ parts, 2)
    unit = found.directions / np.linalg.norm(found.directions, axis=1, keepdims=True)
    cosines = unit @ (parts / np.linalg.norm(parts, axis=1, keepdims=True)).T
    np.testing.assert_allclose(cosines.max(1), 1, atol=1e-3)
    np.testing.assert_allclose(found.strengths @ found.directions, strengths @ parts, atol=0.02)


def test_maps_come_back_from_their_places() -> None:
    maps = random_maps()
    np.testing.assert_array_equal(as_maps(by_places(maps), maps.shape), maps)


def test_the_area_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    inside, outside = generator.integers(0, 6, 20) / 2, generator.integers(0, 5, 30) / 2
    expected = roc_auc_score([1] * 20 + [0] * 30, np.concatenate([inside, outside]))
    assert area(inside, outside) == pytest.approx(expected)


def test_a_unit_is_named_by_the_class_that_it_tells_apart() -> None:
    found = answers(np.array([5.0, 6, 1, 2, 3]), ["cat", "cat", "dog", "dog", "fox"])
    assert [(one.name, one.auc) for one in found] == [("cat", 1.0), ("fox", 0.5 * 0 + 2 / 4)][:1]
    units = answering_units(np.array([[0.0, 5], [1, 6]]), np.array([[2.0, 1], [0, 2]]), most=1)
    assert [(one.name, one.auc) for one in units] == [("1", 1.0)]


@pytest.mark.parametrize("method", ["craft", "ice"])
def test_the_planted_concept_is_the_most_important_and_its_removal_costs_most(
    method: str, tmp_path: Path
) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    study = convscope.concepts(colours(), data, "warm", method=method, concepts=2, patch=0.5)  # type: ignore[arg-type]
    assert len(study.photos.items) == 16
    assert all(item.name.startswith(("red", "yellow")) for item in study.photos.items)
    first, second = study.found
    assert first.importance > second.importance
    assert first.fall > second.fall
    # The most important direction is that of red, and is strong in the lower halves alone.
    assert first.units[0][0] in (0, 3)
    assert first.maps[:, 6:].mean() > 2 * first.maps[:, :6].mean()
    assert study.fidelity is not None
    assert study.fidelity.agreement == 1
    assert study.fidelity.value_error < 0.2


def test_patches_lie_in_the_photo_once_each(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    for method in ("craft", "ice"):
        study = convscope.concepts(colours(), data, "warm", method=method, concepts=2)
        for concept in study.found:
            assert len({patch.photo for patch in concept.patches}) == len(concept.patches)
            assert all(
                0 <= top < bottom <= 12 and 0 <= left < right <= 12
                for p in concept.patches
                for top, left, bottom, right in [p.box]
            )


def test_the_same_seed_gives_the_same_concepts(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    one, two = (convscope.concepts(colours(), data, "warm", concepts=2).document() for _ in range(2))
    assert one == two


def test_negative_values_are_refused(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    centred = convscope.Network(
        Colours(), input_shape=(3, 12, 12), labels=("warm", "cold"), size=(12, 12), mean=[0.5], std=[0.5]
    )
    for method in ("craft", "ice"):
        with pytest.raises(ConceptError, match="no value is negative, and the layer's go down to -"):
            convscope.concepts(centred, data, "warm", layer="conv", concepts=2, method=method)


def test_a_layer_that_is_not_all_that_the_scores_read_is_refused() -> None:
    class Around(Colours):
        def forward(self, photos: Tensor) -> Tensor:
            before = self.conv(photos)
            scores: Tensor = self.head((self.act(before) + before).mean((2, 3)))
            return scores

    network = convscope.Network(Around(), input_shape=(3, 12, 12), labels=("warm", "cold"), size=(12, 12))
    with pytest.raises(ConceptError, match="depend on more than act: also on conv"):
        concept_layer(network, "warm", "act")
    with pytest.raises(ConceptError, match="head has no feature maps"):
        concept_layer(colours(), "warm", "head")


def test_a_given_direction_is_named_by_the_class_and_the_concept_that_it_answers_to(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    write_colours(tmp_path / "shown", {"cyan": (10, 250, 250), "crimson": (255, 0, 0)})
    np.save(tmp_path / "up.npy", np.array([[3.0, 0, 0, 0], [0, 0, -2, 0]]))
    study = convscope.concepts(
        colours(),
        data,
        "warm",
        direction=[tmp_path / "up.npy"],
        concept=[tmp_path / "shown" / "cyan", tmp_path / "shown" / "crimson"],
    )
    by_name = {one.name: one for one in study.found}
    red, against_blue = by_name["up 0"], by_name["up 1"]
    np.testing.assert_array_equal(red.direction, [1, 0, 0, 0])
    assert (red.answers[0].name, red.answers[0].auc) == ("crimson", 1.0)
    assert "cyan" not in {one.name for one in red.answers}
    assert against_blue.units == ((2, -1.0),)
    np.testing.assert_allclose(red.importance, HEAD[0, 0], rtol=1e-4)  # derivative of a linear head
    np.testing.assert_allclose(red.maps, study.photos.maps[:, 0], rtol=1e-5)
    np.testing.assert_allclose(red.fall, study.photos.maps[:, 0].mean((1, 2)).mean() * HEAD[0, 0], rtol=1e-4)
    assert study.method == "given"


def test_photos_of_one_folder_are_of_the_classes_that_the_network_takes_them_for(tmp_path: Path) -> None:
    write_colours(tmp_path / "kinds", KINDS)
    (tmp_path / "photos" / "mine").mkdir(parents=True)
    for photo in (tmp_path / "kinds").rglob("*.png"):
        photo.rename(tmp_path / "photos" / "mine" / f"{photo.parent.name}-{photo.name}")
    np.save(tmp_path / "red.npy", np.array([1.0, 0, 0, 0]))
    (found,) = convscope.concepts(
        colours(), tmp_path / "photos", "warm", direction=[tmp_path / "red.npy"]
    ).found
    assert [(one.name, one.auc) for one in found.answers] == [("warm", 1.0)]


def test_photos_that_a_page_saved_give_the_direction_of_their_mean(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    chosen = tmp_path / "selected.csv"
    chosen.write_text("\ufeffphoto,label,x,y\r\n" + "".join(f"blue/{n}.png,blue,0,0\r\n" for n in range(8)))
    study = convscope.concepts(colours(), data, "warm", direction=[chosen])
    (found,) = study.found
    means, blue = study.photos.means, np.array([name.startswith("blue") for name in study.photos.names])
    expected = means[blue].mean(0) - means[~blue].mean(0)
    np.testing.assert_allclose(found.direction, expected / np.linalg.norm(expected), atol=1e-6)
    assert (found.name, found.answers[0].name, found.answers[0].auc) == ("selected", "blue", 1.0)
    assert found.importance < 0 == found.positive  # blue speaks against


def test_a_direction_that_is_none_is_refused(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    files = {
        "short": np.ones(3),
        "zero": np.zeros(4),
        "endless": np.array([1, np.inf, 0, 0]),
        "words": np.array(["a", "b"]),
        "cube": np.ones((1, 2, 4)),
    }
    for name, values in files.items():
        np.save(tmp_path / f"{name}.npy", values)
    (tmp_path / "text.npy").write_text("1 2 3 4")
    (tmp_path / "foreign.csv").write_text("photo\nred/0.png\nelsewhere.png\n")
    (tmp_path / "empty.csv").write_text("path\nred/0.png\n")
    for name, said in {
        "short.npy": "has 3 values, and act 4 units",
        "zero.npy": "is zero, or not finite",
        "endless.npy": "is zero, or not finite",
        "words.npy": "no vector of real numbers",
        "cube.npy": "no vector of real numbers",
        "text.npy": "no direction that can be read",
        "missing.npy": "no direction that can be read",
        "foreign.csv": "names elsewhere.png, which is not among the photos",
        "empty.csv": "names no photo",
    }.items():
        with pytest.raises(ConceptError, match=said):
            convscope.concepts(colours(), data, "warm", direction=[tmp_path / name])
    np.save(tmp_path / "fine.npy", np.ones(4))
    with pytest.raises(ConceptError, match="one of the two"):
        convscope.concepts(
            colours(), data, "warm", direction=[tmp_path / "fine.npy"], random=[data], concept=[data / "red"]
        )


def test_an_array_of_another_layer_is_refused_before_photos_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "short.npy", np.ones(3))
    (tmp_path / "data").mkdir()
    with pytest.raises(ConceptError, match="has 3 values"):
        convscope.concepts(colours(), tmp_path / "data", "warm", direction=[tmp_path / "short.npy"])


def test_too_few_photos_of_the_class_are_refused(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", {"red": KINDS["red"], "blue": KINDS["blue"]}, 2)
    with pytest.raises(ConceptError, match="takes 2 of the 4 photos for warm"):
        convscope.concepts(colours(), data, "warm")


def test_a_concept_that_the_score_grows_along_is_told_from_chance() -> None:
    generator = np.random.default_rng(0)
    base = generator.uniform(0, 1, (120, 4)).astype(np.float32)
    red = (generator.uniform(0, 1, (20, 4)) + np.array([3, 0, 0, 0])).astype(np.float32)
    chance = generator.uniform(0, 1, (20, 4)).astype(np.float32)
    tested = tcav(layer(), random_maps(), {"red": red, "chance": chance}, divided(base))
    by_name = {one.name: one for one in tested}
    assert by_name["red"].score == 1
    assert by_name["red"].p_adjusted < 0.01
    assert by_name["red"].accuracy > 0.95
    assert by_name["red"].fall > 0
    assert by_name["red"].units[0].name == "0"
    assert by_name["chance"].p_adjusted > 0.05
    assert by_name["chance"].accuracy < 0.75


def test_the_score_of_the_class_that_blue_speaks_against_falls_along_blue() -> None:
    generator = np.random.default_rng(0)
    blue = (generator.uniform(0, 1, (20, 4)) + np.array([0, 0, 3, 0])).astype(np.float32)
    random = divided(generator.uniform(0, 1, (120, 4)).astype(np.float32))
    (found,) = tcav(layer(), random_maps(), {"blue": blue}, random)
    assert found.score == 0
    assert found.fall < 0


def test_scores_that_never_vary_are_alike_or_not() -> None:
    ones, zeros = np.ones(3), np.zeros(4)
    assert (two_sided(ones, np.ones(5)), two_sided(ones, zeros)) == (1, 0)


def test_a_test_needs_random_photos_enough(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    with pytest.raises(ConceptError, match="only one of the two"):
        convscope.concepts(colours(), data, "warm", concept=[data / "red"])
    with pytest.raises(ConceptError, match=r"3 sets of random photos or more, got 2"):
        convscope.concepts(
            colours(), data, "warm", concept=[data / "red"], random=[data / "blue", data / "red"]
        )
    with pytest.raises(ConceptError, match="random set 1 has 1 photos"):
        convscope.concepts(colours(), data, "warm", concept=[data / "red"], random=[data / "blue"])


def test_folders_of_photos_are_tested(tmp_path: Path) -> None:
    data = write_colours(tmp_path / "data", KINDS)
    generator = np.random.default_rng(3)
    for number in range(60):
        (tmp_path / "any").mkdir(exist_ok=True)
        pixels = generator.integers(0, 256, (12, 12, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / "any" / f"{number}.png")
    study = convscope.concepts(colours(), data, "warm", concept=[data / "red"], random=[tmp_path / "any"])
    (found,) = study.tested
    assert (found.name, found.score) == ("red", 1)
    assert len(found.scores) == 10
    assert "TCAV score" in study._repr_html_()
