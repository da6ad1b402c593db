"""What is kept of training: every move, checkpoints of its states, and their file."""
