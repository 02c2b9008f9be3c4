"""The page on networks as texts lists what the reader takes, and what stands in a row is the same step."""

import re
from pathlib import Path

import pytest

from convscope.network.declarative import read_definition
from convscope.network.declarative.pasted import KERAS, PYTORCH
from convscope.network.declarative.reading import STEPS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "network-texts.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## All layers")[2]
ROWS = [line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("| `")]
CODE = re.compile(r"`([^`]+)`")
INPUT = "input 3x16x16"


def read(layers: str) -> str:
    return read_definition(f"{INPUT} -> {layers}").text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_what_stands_in_a_row_is_the_same_step(row: list[str]) -> None:
    arrows, *pasted = (CODE.findall(cell) for cell in row)
    assert len(arrows) == 1
    found = {read(f"Sequential([{layers}])") for cell in pasted for layers in cell}
    assert found <= {read(arrows[0])}


@pytest.mark.parametrize(("column", "names"), [(0, STEPS), (1, KERAS), (2, PYTORCH)])
def test_every_name_that_is_read_is_in_the_table_and_no_other(column: int, names: dict[str, object]) -> None:
    cells = " ".join(" ".join(CODE.findall(row[column])) for row in ROWS)
    called = set(re.findall(r"\b([A-Za-z]\w*)\(" if column else r"(?:^|-> |  ?)([a-z]\w*)", cells))
    options = {"stride", "padding", "dilation", "groups", "bias", "ceil", "epsilon", "momentum", "yes", "no"}
    options |= {"same", "tensorflow"}
    stems = {re.sub(r"[123](?=[dD]$)", "2", name) for name in names}
    stems = {name for name in stems if column or f"{name}2d" not in stems}
    listed = {name for name in called if column or name not in options}
    assert {name if column or f"{name}2d" not in names else f"{name}2d" for name in listed} == stems
