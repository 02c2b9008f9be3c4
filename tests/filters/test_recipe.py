"""The text form of kernels is read exactly and its errors say where."""

import contextlib
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.errors import FilterError
from convscope.filters import BANKS, KERNELS, bank, kernel
from convscope.filters.recipe import Recipe, options_of, parse

WHOLE = {"size", "length", "order"}


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    name = draw(st.sampled_from(sorted(KERNELS)))
    takes = list(options_of(KERNELS[name]))
    chosen = draw(st.lists(st.sampled_from(takes), unique=True)) if takes else []
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    return Recipe(name, {each: draw(st.integers() if each in WHOLE else numbers) for each in chosen})


@given(recipes())
def test_a_recipe_that_is_written_and_read_is_the_same(recipe: Recipe) -> None:
    assert parse(str(recipe), KERNELS, "kernel") == recipe


@given(st.text(alphabet="gabor:=,.0123456789 -xsigmtheta", max_size=40))
def test_any_text_is_either_a_kernel_or_refused(text: str) -> None:
    with contextlib.suppress(FilterError):
        assert parse(text, KERNELS, "kernel").name in KERNELS


def test_spaces_around_the_parts_do_not_count() -> None:
    assert parse(" gabor : theta = 45 , sigma=2 ", KERNELS, "kernel") == parse(
        "gabor:theta=45,sigma=2", KERNELS, "kernel"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sobel-horizontl", r"no kernel 'sobel-horizontl'. Did you mean sobel-horizontal"),
        ("xyzzy", r"no kernel 'xyzzy'. There are: identity, box"),
        ("", r"no kernel ''"),
        ("gaussian:sgma=2", r"at character 10: there is no option 'sgma'. Did you mean sigma\?"),
        ("sobel-vertical:size=5", r"no option 'size'. It takes none."),
        ("gaussian:sigma=two", r"at character 16: sigma takes a number, got 'two'"),
        ("gaussian:sigma=1,size=2.5", r"at character 23: size takes a whole number, got '2.5'"),
        ("gaussian:sigma=nan", r"at character 16: sigma takes a finite number"),
        ("gaussian:", r"at character 10: expected option=number, got ''"),
        ("gaussian:sigma", r"at character 10: expected option=number, got 'sigma'"),
        ("gaussian:sigma=1,sigma=2", r"at character 18: sigma is given twice"),
        ("gaussian:sigma=1,,size=3", r"at character 18: expected option=number"),
    ],
)
def test_wrong_text_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        kernel(text)


def test_an_unknown_bank_suggests_near_ones() -> None:
    with pytest.raises(FilterError, match=r"no filter bank 'gabr'. Did you mean gabor"):
        bank("gabr")


@pytest.mark.parametrize("maker", [*KERNELS.values(), *BANKS.values()])
def test_every_option_has_a_default(maker: object) -> None:
    assert callable(maker)
    defaults = [option.default for option in options_of(maker).values()]
    assert inspect.Parameter.empty not in defaults
