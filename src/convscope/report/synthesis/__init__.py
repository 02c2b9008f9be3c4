"""Synthesised pictures: their makers, one file each, and what carries a picture's making along with it."""

from convscope.report.synthesis.maker import Made, Maker, Settings, maker
from convscope.report.synthesis.making import (
    check_origin,
    find_maker,
    key_of,
    make,
    makers,
    read_manifest,
    reproduce,
)
from convscope.report.synthesis.session import Session
from convscope.report.synthesis.synthesis import Synthesis

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
