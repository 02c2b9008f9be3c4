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
from convscope.makers.registration import Made, Maker, Settings, maker
from convscope.makers.result import Synthesis
from convscope.makers.session import Session

__all__ = [
    "Made",
    "Maker",
    "Session",
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
