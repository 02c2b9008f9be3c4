import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import read_padding, read_per_axis, read_shape, shape_text
from convscope.errors import LayerSizeError


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=4))
def test_a_shape_is_read_as_it_is_written(shape: list[int]) -> None:
    assert read_shape(shape_text(shape)) == tuple(shape)


@pytest.mark.parametrize(("text", "read"), [("3", (3, 3)), ("3x4", (3, 4))])
def test_one_number_stands_for_all_axes(text: str, read: tuple[int, int]) -> None:
    assert read_per_axis(text, 2) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2", ((2, 2), (2, 2))),
        ("2x0", ((2, 2), (0, 0))),
        ("1,2x0,1", ((1, 2), (0, 1))),
        ("valid", ("valid", "valid")),
    ],
)
def test_padding_is_read_by_axis_by_side_or_by_name(text: str, read: object) -> None:
    assert read_padding(text, 2) == read


@pytest.mark.parametrize("text", ["", "3x", "3.5x2", "3xfour", "3x4x5", "1,2,3"])
def test_malformed_padding_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(LayerSizeError):
        read_padding(text, 2)
