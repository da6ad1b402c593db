"""What every test shares: no display, one torch thread, and settings that are nobody's own."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyqt6"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest


@pytest.fixture(autouse=True)
def _one_thread(request: pytest.FixtureRequest) -> None:
    """Small networks gain nothing from two threads, and two test processes share two cores."""
    if "core" in request.node.nodeid or "engine" in request.node.nodeid:
        import torch

        torch.set_num_threads(1)
