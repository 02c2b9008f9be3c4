"""Long work: made one at a time, watched, paused, gone on with, cancelled."""
