"""The game on a worker thread: commands in, pictures out; it knows nothing of windows."""
