"""The catalogue of a language: its ``.po`` file, read as it is, so that nothing must be compiled.

The files are those of GNU gettext, for which there are editors; ``python -m tools.messages`` keeps them in step with
the source.  A message that is marked fuzzy, or that has no translation, is left out: it is then said in English.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

from convscope.language.choice import CATALOGUES

# The context of what stands in a template of a page, apart from all else.
PAGE = "page"
# The context of what the scripts of the live page say.
LIVE = "live"
# The context of the kinds of values in a help, single words that could also be labels.
HELP = "help"
# The context of what joins the items of a list, which is looked for only in values that are lists.
LIST = "list"


@cache
def catalogue(code: str) -> Mapping[tuple[str, str], str]:
    """Translations by context and message.

    Args:
        code: of the language; English has none.
    """
    place = CATALOGUES / f"{code}.po"
    return dict(_read(place.read_text(encoding="utf-8"))) if place.is_file() else {}


def _read(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for entry in text.split("\n\n"):
        fields = {"msgctxt": "", "msgid": "", "msgstr": ""}
        field = ""
        for line in entry.splitlines():
            if line.startswith("#, ") and "fuzzy" in line:
                fields["msgid"] = ""
                break
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                field, _, line = line.partition(" ")
            fields[field] += json.loads(line, strict=False)
        if fields["msgid"] and fields["msgstr"]:
            yield (fields["msgctxt"], fields["msgid"]), fields["msgstr"]
