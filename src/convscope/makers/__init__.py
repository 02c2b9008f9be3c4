"""Synthesised pictures: their makers, one file each, and what carries a picture's making along with it."""

from convscope.makers.making import (
    check_origin,
    find_maker,
    key_of,
    make,
    makers,
    read_manifest,
    reproduce,
)
from convscope.makers.progress import Making
from convscope.makers.registration import Maker, Settings, maker
from convscope.makers.result import Synthesis

__all__ = [
    "Maker",
    "Making",
    "Settings",
    "Synthesis",
    "check_origin",
    "find_maker",
    "key_of",
    "make",
    "maker",
    "makers",
    "read_manifest",
    "reproduce",
]
