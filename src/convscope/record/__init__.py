"""How a result was made: the function, its arguments, what it read and a digest of what it found."""

from convscope.record.fingerprints import fingerprint
from convscope.record.record import Record, Recorded
from convscope.record.recording import recorded

__all__ = ["Record", "Recorded", "fingerprint", "recorded"]
