"""Photos of a scan that a network takes for alike."""
