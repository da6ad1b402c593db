"""Endings of the files that are opened as P_data, known before anything that reads them is loaded."""

from __future__ import annotations

POINTS = (".csv", ".tsv", ".txt", ".npy", ".npz")
IMAGES = (".png", ".jpg", ".jpeg", ".svg", ".bmp", ".gif", ".webp")
