"""Endurance: the program is used at random, killed, fed spoilt files and left alone for hours, and what goes wrong is counted."""
