"""Games in which a person takes the part of one player."""
