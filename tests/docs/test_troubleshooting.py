"""The troubleshooting page has the very words that the code says.

Each section's heading is an error message, ``...`` standing for anything, and its first ``python`` block causes it.
The blocks before the first section are run before each.
"""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError

PAGE = Path(__file__).parent.parent.parent / "docs" / "troubleshooting.md"
SETUP, *SECTIONS = re.split(r"^### ", PAGE.read_text(), flags=re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(code: str, namespace: dict[str, Any]) -> None:
    # A real file, because errors about a user's module quote its lines.
    file = Path("your_code.py").absolute()
    file.write_text(code)
    exec(compile(code, str(file), "exec"), namespace)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_the_code_of_a_section_raises_the_error_of_its_heading(section: str) -> None:
    heading = section.partition("\n")[0].strip("`")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for code in BLOCK.findall(SETUP):
        run(code, namespace)
    wrong, *right = BLOCK.findall(section)
    with pytest.raises(ConvscopeError) as raised:
        run(wrong, namespace)
    assert doctest.OutputChecker().check_output(heading, raised.value.message, doctest.ELLIPSIS)
    for code in right:
        run(code, namespace)
