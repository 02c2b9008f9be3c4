"""One unit of a scan, shown: its photos, what it sees of them, and what depends on it."""
