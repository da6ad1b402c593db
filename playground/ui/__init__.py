"""The user interface: all of Qt, and no torch, so that the window is painted before torch is loaded."""
