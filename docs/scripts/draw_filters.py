"""Make the pictures of the page ``docs/tutorials/filters.md`` by running its commands.

    python docs/scripts/draw_filters.py

The photos are bundled with scikit-image: Eileen Collins (NASA, public domain) and a brick wall (CC0 Textures).
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from PIL import Image
from skimage import data

HERE = Path(__file__).parent.parent
PAGE = HERE / "tutorials" / "filters.md"


def commands() -> list[str]:
    """The commands of the page, in its order."""
    return re.findall(r"^convscope filter .+$", PAGE.read_text(), flags=re.MULTILINE)


def main(folder: Path) -> None:
    """Run the page's commands in a folder, with the photos that they name."""
    folder.mkdir(exist_ok=True)
    photos = {"astronaut.png": data.astronaut(), "brick.png": data.brick()}
    for name, pixels in photos.items():
        Image.fromarray(pixels).save(folder / name)
    for command in commands():
        run = "import sys; from convscope.cli import main; sys.argv[0] = 'convscope'; main()"
        subprocess.run([sys.executable, "-c", run, *shlex.split(command)[1:]], cwd=folder, check=True)
    for name in photos:
        (folder / name).unlink()


if __name__ == "__main__":
    main(HERE / "pictures" / "filters")
