"""Endings of the files that are opened as P_data, known before anything that reads them is loaded."""

from __future__ import annotations

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
POINTS = (".csv", ".tsv", ".txt", ".npy", ".npz", *WORKBOOKS)
IMAGES = (".png", ".jpg", ".jpeg", ".svg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic", ".heif")
