"""``python -m tools.messages``: bring the catalogues in step with the source, and tell what is to be translated.

With the code of a language, a catalogue for it is begun where there is none.  With ``--check`` nothing is written,
and it exits with 1 where something is to be mended.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from babel.messages.catalog import Catalog

from convscope.language.choice import CATALOGUES
from tools.messages.catalogues import all_places, problems, refreshed, write

CHECK = "--check"


def main(given: Sequence[str]) -> int:
    """Refresh the catalogues of all languages, and begin those of others; or check them.

    Args:
        given: codes of languages that get one, such as ``de``, or ``--check``.

    Returns:
        The code to exit with.
    """
    checks, mended = CHECK in given, True
    for code in given:
        place = CATALOGUES / f"{code}.po"
        if code != CHECK and not place.exists():
            write(Catalog(locale=code, project="Convscope", charset="utf-8", fuzzy=False), place)
    for place in all_places():
        if not checks:
            write(refreshed(place), place)
        found = list(problems(place))
        print(f"{place.name}: {len(found)} to mend", *found, sep="\n  ")
        mended = mended and not found
    return int(checks and not mended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
