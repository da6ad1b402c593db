"""Lessons in the window: the card, the frames around what a step is about, and the teacher who leads through the steps."""
