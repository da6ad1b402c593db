"""The record of training: every move, checkpoints of its states, and the session file."""
