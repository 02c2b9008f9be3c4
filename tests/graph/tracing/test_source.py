"""The lines of the user's code that errors quote."""

import runpy
from pathlib import Path

from convscope.graph import trace

CODE = """
from torch import nn

class Negative(nn.Module):
    def forward(self, x):
        return -x
"""


def test_a_node_knows_its_line_also_in_a_folder_with_a_comma(tmp_path: Path) -> None:
    file = tmp_path / "mine, new" / "negative.py"
    file.parent.mkdir()
    file.write_text(CODE)
    module = runpy.run_path(str(file))["Negative"]()
    assert trace(module, (3, 4, 4)).output.source == "negative.py:6 `return -x`"
