"""The convolution lab is quick to load."""

import subprocess
import sys


def test_the_convolution_lab_does_not_load_torch() -> None:
    code = "import sys, convscope.convolution; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
