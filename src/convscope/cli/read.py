"""``convscope read``: say what a network reads in sentences, and by which of their words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

_BAR = 24


@answers
@options_from(opening=NetworkOptions)
def read(
    *,
    texts: Annotated[
        list[str], typer.Argument(metavar="TEXT...", help="Sentences, or files .txt with one on each line.")
    ],
    method: Annotated[
        str, typer.Option(help="What says how much each word counts, see convscope methods.")
    ] = "occlusion",
    target: Annotated[
        str | None, typer.Option(help="What to explain, as class:positive; by default the likeliest class.")
    ] = None,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Say what a network reads in sentences, and what that owes to each word.

    The network was trained to: convscope train TABLE.csv --network convscope/dcnn.
    """
    from convscope.explanation.reading import read as read_text

    sentences = _sentences(texts)
    network = opened(opening)
    found = [
        read_text(network, one, method=method, target=target, seed=seed_of(opening)) for one in sentences
    ]

    def show(console: Console) -> None:
        for one in found:
            said = ", ".join(f"{each.label} {each.amount}" for each in one.predictions)
            console.print(f"{one.text}  {said}", markup=False, highlight=False, soft_wrap=True)
            console.print(f"{one.attribution.method} of {one.attribution.target}:", markup=False)
            most = max((abs(value) for _, value in one.shares), default=0.0) or 1.0
            wide = max(len(word) for word, _ in one.shares)
            for word, value in one.shares:
                bar = ("+" if value > 0 else "-") * round(_BAR * abs(value) / most)
                line = f"  {word:{wide}}  {value:+.3f}  {bar}".rstrip()
                console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer({"texts": [one.document() for one in found]}, show)


def _sentences(texts: list[str]) -> list[str]:
    """The sentences, also those of files.

    Raises:
        DataError: a file cannot be read, or holds no sentence.
    """
    found: list[str] = []
    for text in texts:
        if not text.endswith(".txt"):
            found.append(text)
            continue
        try:
            lines = Path(text).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(
                f"{text} is no text that can be read.", "Give a file in UTF-8, or a sentence."
            ) from error
        found += [line for line in lines if line.strip()]
    if not found:
        raise DataError("There is no sentence to read.", "Write one in quotes.")
    return found
