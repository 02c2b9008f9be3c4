"""Letters on pictures: every letter that is drawn is one that the font has."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from convscope.images import lettering
from convscope.images.lettering import drawable, font_for

FRENCH = "Pâle et hachuré : non vu par le réseau, l\u2019été"


def drawn(text: str, *, of: str) -> np.ndarray:
    picture = Image.new("L", (400, 30), 255)
    ImageDraw.Draw(picture).text((4, 4), text, 0, font_for(16, of))
    return np.asarray(picture)


def test_accents_are_drawn_where_a_font_has_them() -> None:
    pytest.importorskip("matplotlib")
    assert drawable(FRENCH) == FRENCH
    missing = drawn("\uffff", of=FRENCH)
    for letter in sorted({one for one in FRENCH if not one.isascii()}):
        assert not np.array_equal(drawn(letter, of=FRENCH), missing)


def test_accents_are_left_out_where_no_font_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_dejavu", lambda: None)
    assert drawable(FRENCH) == "Pale et hachure : non vu par le reseau, l'ete"


def test_english_is_drawn_as_without_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn("Black is 0", of="Black is 0")
    monkeypatch.setattr(lettering, "_dejavu", lambda: None)
    np.testing.assert_array_equal(drawn("Black is 0", of="Black is 0"), before)
