"""Modules imported on first use, so that names and ranges are known before torch is loaded."""

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module; the first use of each attribute imports it, later uses are plain look-ups.

    What `lazy import torch` does in Python 3.15 (PEP 810), for the versions before it.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value
