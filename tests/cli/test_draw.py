"""`convscope draw` as a user types it."""

from pathlib import Path

import pytest

from cli.typed import typed

TEXT = "input 1x8x8 -> conv 4 3x3 -> relu -> maxpool 2 -> flatten -> dense 3"


def test_draw_writes_the_picture_and_says_where(tmp_path: Path) -> None:
    out = tmp_path / "new" / "net.svg"
    result = typed("draw", TEXT, "--weights", "random", "--out", str(out), "--json")
    assert result.code == 0
    assert {key: result.document[key] for key in ("network", "picture")} == {
        "network": TEXT,
        "picture": str(out),
    }
    assert out.read_text(encoding="utf-8").startswith("<svg ")


def test_a_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    result = typed("draw", TEXT, "--weights", "random", "--out", str(tmp_path / "net.png"))
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "net.svg" in result.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["layers", "draw"])
def test_an_impossible_layer_is_explained_on_one_line(command: str) -> None:
    result = typed(command, "input 1x8x8 -> conv 4 9x9", "--weights", "random")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "convscope: Layer 1, 'conv 4 9x9' on 1x8x8, is impossible: A kernel of 9 must fit into the padded input, "
        "but that is 8 wide. Use a smaller kernel, or pad by 1 more.\n"
    )
