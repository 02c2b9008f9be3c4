"""Each word of a caption is explained by two maps, and by what the word owes to the places that they point at."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.stats import spearmanr

from convscope.errors import MethodError
from convscope.explanation import explain
from convscope.explanation.caption_sheet import draw_reasons
from convscope.explanation.caption_words import CaptionReasons, explain_words
from convscope.network import Network
from convscope.network.captioners import captioner_inputs
from convscope.network.captioners.captioner import Attend, Tell
from convscope.network.captioning import Caption, caption
from network.captioners.test_captioners import SEEN, WORDS, captioner

# The toy's map has 4 x 4 places of 8 x 8 pixels, of which a fifth is three.
PLACES, PIXELS, REGION = 4, 8, 3


def network_of(kind: type[Tell | Attend]) -> Network:
    return Network(captioner(kind), inputs=captioner_inputs(SEEN, WORDS), labels=WORDS, task="caption")


@pytest.fixture(scope="module")
def photo() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)


@pytest.fixture(scope="module")
def network() -> Network:
    return network_of(Attend)


@pytest.fixture(scope="module")
def said(network: Network, photo: NDArray[np.uint8]) -> Caption:
    return caption(network, photo)


@pytest.fixture(scope="module")
def reasons(network: Network, said: Caption) -> CaptionReasons:
    return explain_words(network, said)


def test_each_word_has_the_attention_before_it_and_its_own_gradient_map(
    network: Network, said: Caption, reasons: CaptionReasons
) -> None:
    assert [one.word for one in reasons.words] == list(said.words)
    assert said.attention is not None
    for number, one in enumerate(reasons.words, 1):
        assert one.attention is not None
        assert np.array_equal(one.attention.values, said.attention[number - 1])
        alone = explain(network, said.photo, "hirescam", f"caption:{number}").values
        np.testing.assert_allclose(one.gradient.values, alone, rtol=1e-4, atol=1e-6 * np.abs(alone).max())


@pytest.mark.parametrize("row", ["attention", "gradient"])
def test_a_fall_is_that_of_the_words_probability_with_the_maps_greatest_places_grey(
    network: Network, said: Caption, reasons: CaptionReasons, row: str
) -> None:
    held = network.holding({"words": said.numbers})
    prepared = held.prepare(said.photo)
    for place, reason in enumerate(reasons.words):
        found = getattr(reason, row)
        grey = prepared.clone()
        for flat in np.argsort(found.values.ravel())[::-1][:REGION]:
            top, left = (int(side) * PIXELS for side in divmod(int(flat), PLACES))
            grey[:, :, top : top + PIXELS, left : left + PIXELS] = 0
        own, without = (
            held.scores(one)[0, place].log_softmax(0)[said.numbers[place]] for one in (prepared, grey)
        )
        assert found.falls == pytest.approx(float(own - without), abs=1e-4)


def test_the_maps_of_a_word_are_compared_by_their_ranks(reasons: CaptionReasons) -> None:
    for one in reasons.words:
        assert one.attention is not None
        expected = spearmanr(np.abs(one.gradient.values).ravel(), one.attention.values.ravel()).statistic
        assert one.agreement == pytest.approx(float(expected), abs=1e-6)


def test_the_sheet_shows_a_map_over_the_photo_and_the_photo_where_a_map_is_zero(
    reasons: CaptionReasons,
) -> None:
    first = reasons.words[0]
    silent = replace(first, gradient=replace(first.gradient, values=np.zeros((PLACES, PLACES), np.float32)))
    drawn, plain = (np.asarray(draw_reasons(replace(reasons, words=(one,)))) for one in (first, silent))
    assert (drawn != plain).any(2).sum() > 1000
    assert np.array_equal(drawn[: drawn.shape[0] // 2], plain[: drawn.shape[0] // 2])


def test_nothing_falls_where_the_whole_photo_is_grey(network: Network) -> None:
    """Grey on grey changes nothing, wherever it lies."""
    plain = caption(network, np.full((32, 32, 3), 0.5, np.float32))
    for one in explain_words(network, plain).words:
        assert one.gradient.falls == pytest.approx(0, abs=1e-3)
        assert one.gradient.elsewhere == pytest.approx(0, abs=1e-3)


def test_a_finer_map_is_averaged_over_the_places_of_the_attention(network: Network, said: Caption) -> None:
    found = explain_words(network, said, method="saliency").words[0].gradient.values
    fine = explain(network, said.photo, "saliency", "caption:1").values
    blocks = fine.reshape(PLACES, PIXELS, PLACES, PIXELS).mean((1, 3))
    np.testing.assert_allclose(found, blocks, rtol=1e-3, atol=1e-5 * blocks.max())


def test_a_network_without_attention_has_one_map_a_word(photo: NDArray[np.uint8]) -> None:
    telling = network_of(Tell)
    found = explain_words(telling, caption(telling, photo))
    assert all(one.attention is None and one.agreement is None for one in found.words)


def test_the_same_seed_gives_the_same_reasons(
    network: Network, said: Caption, reasons: CaptionReasons
) -> None:
    torch.manual_seed(9)
    assert explain_words(network, said).document() == reasons.document()


def test_a_method_that_explains_scores_alone_is_refused(network: Network, said: Caption) -> None:
    with pytest.raises(MethodError):
        explain_words(network, said, method="cam")
