"""Shapes of inputs as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import LAYOUTS, read_input, shape_text
from convscope.errors import LayerSizeError


@pytest.mark.parametrize(
    ("text", "axes", "layout", "shape"),
    [
        ("784", 0, "C", (784,)),
        ("120", None, "L", (1, 120)),
        ("120x3", 1, "LC", (3, 120)),
        ("3x120", 1, "CL", (3, 120)),
        ("64x100", 1, "CL", (64, 100)),
        ("6x6", None, "HW", (1, 6, 6)),
        ("3x120", None, "HW", (1, 3, 120)),
        ("3x32x32", None, "CHW", (3, 32, 32)),
        ("28x28x1", None, "HWC", (1, 28, 28)),
        ("20x30x3", None, "HWC", (3, 20, 30)),
        ("128x128x64", None, "HWC", (64, 128, 128)),
        ("64x128x128", None, "CHW", (64, 128, 128)),
        ("1x28x28", None, "CHW", (1, 28, 28)),
        ("3x5x3", None, "CHW", (3, 5, 3)),
        ("7x8x9", None, "CHW", (7, 8, 9)),
        ("8x8x8", 3, "DHW", (1, 8, 8, 8)),
        ("16x112x112x3", None, "DHWC", (3, 16, 112, 112)),
        ("3x16x112x112", None, "CDHW", (3, 16, 112, 112)),
    ],
)
def test_a_shape_is_read_as_people_mean_it(
    text: str, axes: int | None, layout: str, shape: tuple[int, ...]
) -> None:
    found = read_input(text, axes=axes)
    assert (found.layout, found.shape) == (layout, shape)


@given(st.sampled_from(LAYOUTS), st.data())
def test_a_layout_that_is_said_is_kept(layout: str, data: st.DataObject) -> None:
    sizes = dict(zip(layout, (data.draw(st.integers(1, 5)) for _ in layout), strict=True))
    found = read_input("x".join(str(size) for size in sizes.values()), layout=layout.lower())
    assert found.layout == layout
    assert found.shape == (sizes.get("C", 1), *(size for letter, size in sizes.items() if letter != "C"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("28x28x1", "28x28x1 is read as 1 channel of 28 rows x 28 columns (HWC), here 1x28x28."),
        ("3x8x16", "3x8x16 is read as 3 channels of 8 rows x 16 columns (CHW)."),
        ("8x8x8x3", "8x8x8x3 is read as 3 channels of 8 planes x 8 rows x 8 columns (DHWC), here 3x8x8x8."),
    ],
)
def test_a_sentence_says_how_a_shape_was_read(text: str, sentence: str) -> None:
    assert read_input(text).sentence == sentence


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4))
def test_no_number_is_lost(sizes: list[int]) -> None:
    found = read_input(shape_text(sizes)).shape
    assert sorted(found) == sorted(sizes if len(sizes) > 2 else [1, *sizes])


@pytest.mark.parametrize(
    ("text", "axes", "layout", "says"),
    [
        ("6x6", 3, "", "An input of 3 axes has as many sizes, and perhaps channels, got '6x6'."),
        ("1x2x3x4x5", None, "", "An input of one to three axes has as many sizes"),
        ("6x6", None, "CHW", "The layout CHW has 3 numbers for a layer of 2 axes, got 6x6 for one of 2."),
        ("6x6x6", 1, "CHW", "got 6x6x6 for one of 1."),
        ("6x6", None, "WH", "There is no layout 'WH'. Did you mean"),
        ("6xx6", None, "", "Sizes are whole numbers"),
    ],
)
def test_what_is_no_shape_is_refused(text: str, axes: int | None, layout: str, says: str) -> None:
    with pytest.raises(LayerSizeError) as caught:
        read_input(text, axes=axes, layout=layout)
    assert says in str(caught.value)
