"""``python -m tools.messages``: bring the catalogues in step with the source, and tell what is to be translated.

With the code of a language, a catalogue for it is begun where there is none.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from babel.messages.catalog import Catalog

from convscope.language.choice import CATALOGUES
from tools.messages.catalogues import all_places, problems, refreshed, write


def main(codes: Sequence[str]) -> None:
    """Refresh the catalogues of all languages, and begin those of others.

    Args:
        codes: of languages that get one, such as ``de``.
    """
    for code in codes:
        place = CATALOGUES / f"{code}.po"
        if not place.exists():
            write(Catalog(locale=code, project="Convscope", charset="utf-8", fuzzy=False), place)
    for place in all_places():
        write(refreshed(place), place)
        found = list(problems(place))
        print(f"{place.name}: {len(found)} to mend", *found, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
