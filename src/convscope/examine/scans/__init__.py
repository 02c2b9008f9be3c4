"""Scans: one pass of a network over a data set, kept in a folder."""

from convscope.examine.scans.scan import Scan
from convscope.examine.scans.settings import ScanSettings

__all__ = ["Scan", "ScanSettings"]
